/* Packs a folder into zip files, so that it is one upload in which paths are kept: exports such as `_chat.txt` in a
   folder named after the chat say by their path what they are. Stored, not compressed: the files stay on the disk
   and are read once for their checksum. Format: APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16. */

const CHUNK_BYTES = 4 * 1024 * 1024;
const HEADERS_BYTES = 300;
const VERSION = 20;
const DAY_FILE = /\/\d{4}-\d\d-\d\d\.json$/; // of a channel: Slack's exports have tens of thousands
const UTF8_NAMES = 0x0800;

/* Returns Files of at most maxBytes (unless one member alone is larger) and maxEntries. */
export async function zipFolder({ name, members }, { maxBytes, maxEntries }) {
  const parts = split(members, maxBytes, maxEntries);
  const zips = [];
  for (const [index, part] of parts.entries()) {
    const suffix = parts.length > 1 ? ` (part ${index + 1} of ${parts.length})` : "";
    zips.push(new File(await pack(part), `${name}${suffix}.zip`, { type: "application/zip" }));
  }
  return zips;
}

function split(members, maxBytes, maxEntries) {
  const parts = [];
  let room = 0;
  let entries = 0;
  for (const member of [...members].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const size = member.file.size + HEADERS_BYTES + 4 * member.path.length;
    if (!parts.length || size > room || entries >= maxEntries) {
      parts.push([]);
      room = maxBytes;
      entries = 0;
    }
    if (!DAY_FILE.test(member.path)) entries += 1;
    parts.at(-1).push(member);
    room -= size;
  }
  return parts;
}

async function pack(members) {
  const blobs = [];
  const directory = [];
  let offset = 0;
  for (const { path, file } of members) {
    const entry = { name: new TextEncoder().encode(path), crc: await checksum(file), size: file.size, offset };
    entry.time = dosTime(new Date(file.lastModified));
    const header = localHeader(entry);
    blobs.push(header, file);
    directory.push(centralHeader(entry));
    offset += header.length + file.size;
  }
  const directoryBytes = directory.reduce((sum, header) => sum + header.length, 0);
  return [...blobs, ...directory, endRecord(members.length, directoryBytes, offset)];
}

const common = ({ name, crc, size, time }) => [
  [2, VERSION], [2, UTF8_NAMES], [2, 0], [4, time], [4, crc], [4, size], [4, size], [2, name.length], [2, 0],
];

const localHeader = (entry) => write([[4, 0x04034b50], ...common(entry)], entry.name);

const centralHeader = (entry) =>
  write([[4, 0x02014b50], [2, VERSION], ...common(entry), [2, 0], [2, 0], [2, 0], [4, 0], [4, entry.offset]], entry.name);

const endRecord = (count, bytes, offset) =>
  write([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, bytes], [4, offset], [2, 0]]);

/* Fields as [bytes, value], little-endian, then the name. */
function write(fields, name = new Uint8Array()) {
  const length = fields.reduce((sum, [bytes]) => sum + bytes, 0);
  const bytes = new Uint8Array(length + name.length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  bytes.set(name, length);
  return bytes;
}

/* Time in the low and date in the high half, seconds in twos, years since 1980. */
function dosTime(moment) {
  const time = (moment.getHours() << 11) | (moment.getMinutes() << 5) | (moment.getSeconds() >> 1);
  const date = (Math.max(0, moment.getFullYear() - 1980) << 9) | ((moment.getMonth() + 1) << 5) | moment.getDate();
  return ((date << 16) | time) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

async function checksum(file) {
  let crc = 0xffffffff;
  for (let start = 0; start < file.size; start += CHUNK_BYTES) {
    const chunk = new Uint8Array(await file.slice(start, start + CHUNK_BYTES).arrayBuffer());
    for (const byte of chunk) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
