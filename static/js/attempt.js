// Reads or writes what the browser stores; null where it can't. The storage can be full or forbidden, as
// in some private windows: then it is only on this screen.
export function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
