import { describe, expect, it } from 'vitest';
import { createAddressGuard } from './address-guard.ts';

describe('address guard', () => {
  const strict = createAddressGuard([]);
  const open = createAddressGuard([
    '127.0.0.0/8',
    '10.1.0.0/16',
    'fd00::/8',
    '169.254.0.0/16',
    '0.0.0.0/0',
    '::/0',
  ]);

  it.each(['8.8.8.8', '104.192.142.19', '2606:4700::1111', '64:ff9b::808:808'])('lets %s pass', (address) => {
    expect(strict.verdict(address)).toBe('allowed');
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fec0::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::127.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'not an address',
  ])('keeps %s out', (address) => {
    expect(strict.verdict(address)).toBe('private');
  });

  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd00:0ec2:0:0::254',
    'fd20:ce::254',
  ])('keeps the metadata address %s out, even of a range that is allowed', (address) => {
    expect(open.verdict(address)).toBe('metadata');
  });

  it('lets the ranges of the operator pass and nothing beside them', () => {
    const guard = createAddressGuard(['127.0.0.0/8', '10.1.0.0/16', 'fd00::/8', '192.168.7.7']);
    const verdicts = [
      '127.0.0.1',
      '::ffff:127.0.0.1',
      '10.1.2.3',
      '10.2.0.1',
      'fd12::1',
      '192.168.7.7',
      '192.168.7.8',
    ];
    expect(verdicts.map((address) => guard.verdict(address))).toEqual([
      'allowed',
      'allowed',
      'allowed',
      'private',
      'allowed',
      'allowed',
      'private',
    ]);
  });

  it('names a range it cannot read', () => {
    expect(() => createAddressGuard(['10.0.0.0/99'])).toThrow(/10\.0\.0\.0\/99.*not an address range/);
  });
});
