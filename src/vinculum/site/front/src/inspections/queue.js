// Sending what waits: each inspection first, then its photos, one after the other. A send that breaks off is made again, as it was:
// the server knows the numbers that this device gave, so nothing is lost and nothing is doubled.
import { draftOf, draftsOf, dropDraft, keepDraft, photoOf } from "./store.js";

export const WAITING = "waiting";
export const REFUSED = "refused";
export const SENT = "sent";
export const DRAFT = "draft";
const SENT_KEPT_MS = 7 * 24 * 3600 * 1000;
const PATIENCE_MS = 60_000;

class Unreachable extends Error {}

async function ask(address, asked) {
  try {
    return await fetch(address, { ...asked, redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    throw new Unreachable();
  }
}

// Who is signed in as the server sees it: null where it cannot be reached, {person: ""} where nobody is.
export async function hello(address) {
  try {
    const answer = await ask(address, { headers: { accept: "application/json" }, cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 403) return { person: "", denied: answer.status === 403 };
    return answer.ok ? await answer.json() : null;
  } catch (error) {
    if (error instanceof Unreachable || error instanceof SyntaxError) return null;
    throw error;
  }
}

async function told(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

// Refusals that a person can do something about end the sending of one; anything else leaves it waiting for the next time.
function refused(draft, body) {
  const why = body.detail ?? "The server refused it without saying why.";
  return { ...draft, state: REFUSED, why, faults: body.faults ?? [], held: body.held ?? null };
}

async function sendPhotos(own, draft, missing, { to, token }) {
  for (const uuid of missing) {
    const photo = await photoOf(own, uuid);
    if (!photo) return refused(draft, { detail: "A photo of it is not on this device any more. Open it, and add the photo again or leave it out." });
    const body = new FormData();
    body.append("file", photo, `${uuid}`);
    const answer = await ask(`${to}/${draft.uuid}/photos/${uuid}`, { method: "POST", headers: { "X-CSRFToken": token }, body });
    if ([409, 422].includes(answer.status)) return refused(draft, await told(answer));
    if (!answer.ok) return draft;
  }
  return { ...draft, state: SENT, at: new Date().toISOString(), document: { container_no: draft.document.container_no }, why: "", faults: [] };
}

async function sendOne(own, draft, server) {
  const { uuid, document, after, reason, saved } = draft;
  const body = JSON.stringify({ uuid, document, after, reason: reason ?? "", saved_at: saved, sent_at: new Date().toISOString() });
  const headers = { "content-type": "application/json", "X-CSRFToken": server.token };
  const answer = await ask(server.to, { method: "POST", headers, body });
  if ([400, 409, 413, 422].includes(answer.status)) return refused(draft, await told(answer));
  if (!answer.ok) return draft;
  const kept = await answer.json();
  return sendPhotos(own, { ...draft, reference: kept.reference }, kept.photos_missing, server);
}

// Sends everything that waits, in the order in which it was written; returns whether the server was reached throughout.
async function sendAll(own, server, changed) {
  const waiting = (await draftsOf(own)).filter((draft) => draft.state === WAITING).reverse();
  for (const draft of waiting) {
    try {
      const after = await sendOne(own, draft, server);
      // Written on meanwhile: what was sent is held by the server, and what stands here is sent as a correction of it.
      const written = (await draftOf(own, draft.uuid))?.saved !== draft.saved;
      // The photos go when the server has them all; what was written down of the box goes with them.
      if (after.state === SENT && !written) await dropDraft(draft.uuid);
      if (after !== draft && !written) await keepDraft(own, after);
      await changed();
    } catch (error) {
      if (error instanceof Unreachable) return false;
      throw error;
    }
  }
  return true;
}

// One page at a time sends: with two open, the second finds nothing left to send.
export function send(own, server, changed) {
  return navigator.locks.request("vinculum-inspections-send", () => sendAll(own, server, changed));
}

export async function forgetOldSent(own) {
  for (const draft of await draftsOf(own)) {
    if (draft.state === SENT && Date.now() - Date.parse(draft.at) > SENT_KEPT_MS) await dropDraft(draft.uuid);
  }
}
