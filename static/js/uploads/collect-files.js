/* What was chosen or dropped: files as they are, folders with their files' paths, and what was left out.

   Returns {files: [File], folders: [{name, members: [{path, file}]}], leftOut: [path]}. */

const SYSTEM_FILE = /(^|\/)(\.[^/]*|__MACOSX\/.*|thumbs\.db|desktop\.ini)$/i;
const HIDDEN_FOLDER = /(^|\/)(\.[^/]+|__MACOSX)\//i;
const MEDIA =
  /\.(jpe?g|png|gif|webp|heic|bmp|svg|tiff?|mp4|mov|avi|mkv|webm|3gp|mp3|m4a|aac|ogg|opus|oga|wav|flac|amr|tgs|vcf|doc|xlsx?|pptx?)$/i;

const holdsNoMessages = (path) => SYSTEM_FILE.test(path) || HIDDEN_FOLDER.test(path) || MEDIA.test(path);

export function collectChosen(fileList) {
  return sort([...fileList].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/* The entries must be taken before the first wait: afterwards the browser has emptied the list. */
export async function collectDropped(dataTransfer) {
  const items = [...dataTransfer.items].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return collectChosen(dataTransfer.files);
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return sort(found);
}

async function walk(entry, found) {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({ path, file });
    return;
  }
  const reader = entry.createReader();
  // A reader gives a hundred entries at a time, and none when it is through.
  for (let batch = await read(reader); batch.length; batch = await read(reader)) {
    for (const child of batch) await walk(child, found);
  }
}

const read = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));

function sort(found) {
  const files = [];
  const leftOut = [];
  const folders = new Map();
  for (const { path, file } of found) {
    if (holdsNoMessages(path)) leftOut.push(path);
    else if (!path.includes("/")) files.push(file);
    else addToFolder(folders, path, file);
  }
  return { files, leftOut, folders: [...folders].map(([name, members]) => ({ name, members })) };
}

function addToFolder(folders, path, file) {
  const name = path.slice(0, path.indexOf("/"));
  if (!folders.has(name)) folders.set(name, []);
  folders.get(name).push({ path, file });
}
