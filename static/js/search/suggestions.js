/* Asks the server how a query could go on. */

/* The server counts characters, the browser UTF-16 units. */
const countCharacters = (text) => [...text].length;

let running = null;

/* Answers suggestions for the place of the cursor; null if a newer question has overtaken this one, or it failed. */
export async function fetchSuggestions(url, text, cursor) {
  running?.abort();
  running = new AbortController();
  const query = new URLSearchParams({ q: text, cursor: countCharacters(text.slice(0, cursor)) });
  try {
    const response = await fetch(`${url}?${query}`, { signal: running.signal, credentials: "same-origin" });
    return response.ok ? (await response.json()).suggestions : null;
  } catch {
    return null;
  }
}

/* The suggestion for a text that was typed on since it was asked for; null if the change is not at its place. */
export function follow(suggestion, askedFor, text) {
  const [before, now] = [[...askedFor], [...text]];
  const end = suggestion.end + now.length - before.length;
  const isSame = (a, b) => a.join("") === b.join("");
  const staysBefore = isSame(before.slice(0, suggestion.start), now.slice(0, suggestion.start));
  const staysAfter = end >= suggestion.start && isSame(before.slice(suggestion.end), now.slice(end));
  return staysBefore && staysAfter ? { ...suggestion, end } : null;
}

/* The text with a suggestion put in its place, and where the cursor goes. */
export function complete(text, { insert, start, end, kind }) {
  const characters = [...text];
  const after = characters.slice(end).join("");
  // A value is done; what follows a field's colon is yet to come.
  const space = kind === "field" || /^\s/.test(after) ? "" : " ";
  const before = characters.slice(0, start).join("") + insert + space;
  return { text: before + after, cursor: before.length };
}
