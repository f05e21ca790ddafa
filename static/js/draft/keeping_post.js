// Sends what was typed into a draft and not saved to be kept on the website; and says what came of it:
// kept, saved (in the meantime), loggedOut, others (are logged in), down or offline.
import { token } from "../token.js";

const LONG = 20_000; // milliseconds without an answer

export function bodyOf(record) {
  const body = new FormData();
  for (const [name, value] of record.fields) body.append(name, value);
  for (const name of record.files) body.append("unsent_file", name);
  for (const name of ["account", "draft", "writing", "took", "number"]) body.set(name, record[name]);
  body.set("csrfmiddlewaretoken", token());
  return body;
}

export async function post(record) {
  const signal = AbortSignal.timeout(LONG);
  const options = { method: "POST", body: bodyOf(record), redirect: "manual", signal };
  try {
    const answer = await fetch(record.keep, options);
    if (answer.type === "opaqueredirect" || answer.status === 403) return "loggedOut";
    if (answer.status === 204) return "kept";
    const { found } = answer.status === 200 ? await answer.json() : {};
    return ["saved", "others"].includes(found) ? found : "down";
  } catch {
    return navigator.onLine ? "down" : "offline";
  }
}
