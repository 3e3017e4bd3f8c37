import ipaddr from 'ipaddr.js';
import { AppError } from '../../kernel/app-error.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Says which addresses Weir may connect to. */
export interface AddressGuard {
  /** `private` covers everything that is not a public unicast address; `metadata` is never allowed. */
  verdict(address: string): 'allowed' | 'private' | 'metadata';
}

/**
 * Where clouds hand credentials to whoever asks from inside: AWS and most others, ECS, EKS, Alibaba, Azure, Oracle, and the
 * IPv6 addresses of AWS and Google.
 */
const metadataAddresses = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
].map((address) => ipaddr.parse(address).toNormalizedString());

const globalUnicast6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * A guard that allows public unicast addresses and the ranges given.
 * @param allowPrivate CIDR ranges such as `10.0.0.0/8` or single addresses; an unreadable one raises `configuration`.
 */
export function createAddressGuard(allowPrivate: readonly string[]): AddressGuard {
  const ranges = allowPrivate.map(parseRange);
  return {
    verdict(text) {
      if (!ipaddr.isValid(text)) return 'private';
      const address = reached(ipaddr.parse(text));
      if (metadataAddresses.includes(address.toNormalizedString())) return 'metadata';
      if (isPublic(address)) return 'allowed';
      return ranges.some(([base, bits]) => base.kind() === address.kind() && address.match([base, bits]))
        ? 'allowed'
        : 'private';
    },
  };
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(globalUnicast6);
}

/** The IPv4 address that an IPv6 address stands for (mapped, NAT64, 6to4), since that is the one reached. */
function reached(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  const bytes = address.toByteArray();
  switch (address.range()) {
    case 'ipv4Mapped':
      return address.toIPv4Address();
    case 'rfc6145':
    case 'rfc6052':
      return new ipaddr.IPv4(bytes.slice(12, 16));
    case '6to4':
      return new ipaddr.IPv4(bytes.slice(2, 6));
    default:
      return address;
  }
}

function parseRange(text: string): [Address, number] {
  try {
    if (text.includes('/')) return ipaddr.parseCIDR(text);
    const address = ipaddr.parse(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  } catch (cause) {
    throw new AppError('configuration', `"${text}" in network.allowPrivate is not an address range.`, {
      nextStep: 'Write ranges as 10.0.0.0/8 or fd00::/8.',
      cause,
    });
  }
}
