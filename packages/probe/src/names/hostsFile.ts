import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';

const systemPath =
  process.platform === 'win32'
    ? `${process.env.SystemRoot}\\System32\\drivers\\etc\\hosts`
    : '/etc/hosts';

type Content = { version: string; addresses: Map<string, string[]> };
const read = new Map<string, Content>();

/**
 * Addresses of a name in the hosts file, IPv4 before IPv6. The file is read again when it has changed. Without a file
 * that can be read there are none.
 * @param path - @defaultValue the hosts file of the system
 */
export async function hostsFileAddresses(
  host: string,
  path = systemPath,
): Promise<string[]> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    const version = `${mtimeMs}/${size}/${ino}`;
    let content = read.get(path);
    if (content?.version !== version) {
      content = { version, addresses: parse(await readFile(path, 'utf8')) };
      read.set(path, content);
    }
    return content.addresses.get(host.toLowerCase()) ?? [];
  } catch {
    return [];
  }
}

function parse(text: string): Map<string, string[]> {
  const addresses = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!isIP(address ?? '')) continue;
    for (const name of names) {
      const key = name.toLowerCase().replace(/\.$/, '');
      const known = addresses.get(key) ?? [];
      addresses.set(key, [...known, address]);
    }
  }
  addresses.forEach((list, name) =>
    addresses.set(name, [
      ...list.filter(address => isIP(address) === 4),
      ...list.filter(address => isIP(address) === 6),
    ]),
  );
  return addresses;
}
