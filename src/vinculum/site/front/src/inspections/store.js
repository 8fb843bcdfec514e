// What this device keeps: drafts and photos, each sealed under a key of the person who wrote it. Nothing of them lies here in the clear.
const NAME = "vinculum-inspections";
const STORES = ["drafts", "photos", "keys"];

let opened;

function database() {
  opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const name of STORES) asked.result.createObjectStore(name, { keyPath: name === "keys" ? "name" : "uuid" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  return opened;
}

// Runs `act` on stores within one transaction and waits until the device has really written it down.
async function within(stores, mode, act) {
  const held = await database();
  return new Promise((done, fail) => {
    const work = held.transaction(stores, mode, { durability: "strict" });
    const asked = act(...stores.map((name) => work.objectStore(name)));
    work.oncomplete = () => done(asked?.result);
    work.onabort = work.onerror = () => fail(work.error);
  });
}

// The key of whoever is signed in, or was when this device last reached the server; null after they signed out.
export async function heldKey() {
  return (await within(["keys"], "readonly", (keys) => keys.get("own"))) ?? null;
}

export async function keepKey(person, name, hex) {
  const bytes = Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  const own = { name: "own", person: String(person), called: name, key };
  await within(["keys"], "readwrite", (keys) => keys.put(own));
  return own;
}

// After this nobody reads what lies here until its writer signs in again.
export async function forgetKey() {
  await within(["keys"], "readwrite", (keys) => keys.clear());
}

async function seal(own, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, own.key, bytes) };
}

async function unseal(own, { iv, sealed }) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, own.key, sealed);
}

// A draft: {uuid, state, after, ...}. What tells of the box is sealed; its state and whose it is are not.
export async function keepDraft(own, draft) {
  const { uuid, state, ...rest } = draft;
  const sealed = await seal(own, new TextEncoder().encode(JSON.stringify(rest)));
  await within(["drafts"], "readwrite", (drafts) => drafts.put({ uuid, state, person: own.person, ...sealed }));
}

async function openDraft(own, row) {
  const rest = JSON.parse(new TextDecoder().decode(await unseal(own, row)));
  return { uuid: row.uuid, state: row.state, ...rest };
}

export async function draftOf(own, uuid) {
  const row = await within(["drafts"], "readonly", (drafts) => drafts.get(uuid));
  return row && row.person === own.person ? openDraft(own, row) : null;
}

// The drafts of one person, the latest written first. Those of others are neither opened nor counted.
export async function draftsOf(own) {
  const rows = await within(["drafts"], "readonly", (drafts) => drafts.getAll());
  const held = await Promise.all(rows.filter((row) => row.person === own.person).map((row) => openDraft(own, row)));
  return held.sort((one, other) => other.saved.localeCompare(one.saved));
}

export async function dropDraft(uuid) {
  const rows = await within(["photos"], "readonly", (photos) => photos.getAll());
  await within(["drafts", "photos"], "readwrite", (drafts, photos) => {
    drafts.delete(uuid);
    for (const row of rows) if (row.inspection === uuid) photos.delete(row.uuid);
  });
}

export async function keepPhoto(own, uuid, inspection, file) {
  const sealed = await seal(own, await file.arrayBuffer());
  await within(["photos"], "readwrite", (photos) => photos.put({ uuid, inspection, type: file.type, person: own.person, ...sealed }));
}

export async function photoOf(own, uuid) {
  const row = await within(["photos"], "readonly", (photos) => photos.get(uuid));
  return row && row.person === own.person ? new Blob([await unseal(own, row)], { type: row.type }) : null;
}

export async function dropPhoto(uuid) {
  await within(["photos"], "readwrite", (photos) => photos.delete(uuid));
}
