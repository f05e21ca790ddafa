// Unsaved text of drafts, kept by this browser: by account, page, and the form they were typed into.
// On disk before it is said that they are, because a browser that is killed flushes nothing.
const NAME = "unsaved text";
const DAY = 86_400_000; // milliseconds
const SENT_FOR = 7 * DAY; // the website has these
const UNSENT_FOR = 30 * DAY;

let opened;
function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () =>
      asked.result.createObjectStore(NAME, { keyPath: ["account", "page", "writing"] });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => {
      opened = undefined; // the next one may succeed
      reject(asked.error);
    };
  });
  return opened;
}

async function act(mode, what) {
  const store = await open();
  return new Promise((resolve, reject) => {
    const change = store.transaction(NAME, mode, { durability: "strict" });
    const asked = what(change.objectStore(NAME));
    change.oncomplete = () => resolve(asked.result);
    change.onabort = change.onerror = () => reject(change.error);
  });
}

const outlived = (one) => one.number < Date.now() - (one.isSent ? SENT_FOR : UNSENT_FOR);
const keyOf = ({ account, page, writing }) => [account, page, writing];

export const put = (record) => act("readwrite", (store) => store.put(record));

// Of the record as it was sent: what has been typed since, perhaps in another tab, is a newer one.
function ifSame(record, change) {
  return act("readwrite", (store) => {
    const asked = store.get(keyOf(record));
    asked.onsuccess = () => asked.result?.number === record.number && change(store);
    return asked;
  });
}
export const markSent = (record) => ifSame(record, (store) => store.put({ ...record, isSent: true }));
export const remove = (record) => ifSame(record, (store) => store.delete(keyOf(record)));

// Only one's own: what others typed at this computer is never shown, and deleted once it is old.
export async function recordsOf(account) {
  const all = await act("readonly", (store) => store.getAll());
  for (const one of all.filter(outlived)) await remove(one);
  return all.filter((one) => one.account === account && !outlived(one));
}
