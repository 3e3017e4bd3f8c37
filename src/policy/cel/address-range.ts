import ipaddr from 'ipaddr.js';

export type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** `10.0.0.0/8`, `2001:db8::/32`, or one address; undefined where it does not read. */
export function readRange(text: string): Range | undefined {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text);
    const address = ipaddr.process(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch {
    return undefined;
  }
}

let last: { readonly text: string; readonly read: ReturnType<typeof ipaddr.process> | undefined } | undefined;

/** All rules of one call ask about the same address. */
function readAddress(text: string) {
  if (last?.text !== text) last = { text, read: ipaddr.isValid(text) ? ipaddr.process(text) : undefined };
  return last.read;
}

/** Whether an address lies in a range. An IPv4 address written as IPv6 counts as IPv4. What does not read lies nowhere. */
export function isInRange(address: string, range: Range): boolean {
  const read = readAddress(address);
  return read !== undefined && read.kind() === range[0].kind() && read.match(range);
}
