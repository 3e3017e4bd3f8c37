import ipaddr from 'ipaddr.js';

export type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** `10.0.0.0/8`, `2001:db8::/32`, or one address; undefined where it does not read. */
export function readRange(text: string): Range | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const read = readAddress(address);
  if (!read || rest.length > 0) return undefined;
  const most = read.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) return [read, most];
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most ? [read, Number(bits)] : undefined;
}

/** An IPv4 address has four decimal parts; shorter and octal forms are read differently by different programs. */
function readAddress(text: string) {
  const isWhole = text.includes(':') ? ipaddr.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
  return isWhole ? ipaddr.process(text) : undefined;
}

let last: { readonly text: string; readonly read: ReturnType<typeof readAddress> } | undefined;

/** Whether an address lies in a range. An IPv4 address written as IPv6 counts as IPv4. What does not read lies nowhere. */
export function isInRange(address: string, range: Range): boolean {
  // All rules of one call ask about the same address.
  if (last?.text !== address) last = { text: address, read: readAddress(address) };
  const { read } = last;
  return read !== undefined && read.kind() === range[0].kind() && read.match(range);
}
