import { describe, expect, it } from 'vitest';
import { faultOfPassword, longestPassword } from './password-rule.ts';

const owner = { email: 'grace.hopper@navy.test', name: 'Grace Hopper' };
const faultOf = (password: string) => faultOfPassword(password, owner);

describe('a new password', () => {
  it('is taken when nobody would guess it, whatever kinds of characters it has', () => {
    for (const password of [
      'violet-teapot-orbit-42',
      'correcthorsebatterystaple',
      'xK9#mQ2$vL7!',
      'rfjmxqzbpdwk',
      'гроза над морем вечером',
      '雨夜散步的猫坐在屋顶上看月亮',
      'my admin password is stored in a tin box',
      'a'.repeat(3) + 'qZ7-tree-lamp-river',
      'wv'.repeat(2) + 'nightingale rook',
    ]) {
      expect(faultOf(password), password).toBeUndefined();
    }
  });

  it('has a length', () => {
    expect(faultOf('xK9#mQ2$vL7')).toContain('at least 12');
    expect(faultOf('')).toContain('at least 12');
    // Six signs, each of two UTF-16 units.
    expect(faultOf('🦊🐢🦉🐙🦔🐝')).toContain('at least 12');
    expect(faultOf('y'.repeat(longestPassword + 1))).toContain('at most 256');
  });

  it('is not what everybody tries first', () => {
    for (const password of [
      'passwordpassword',
      'Password1234!',
      'Summer2026!!',
      'Welcome-Welcome1',
      'administrator1',
      'qwertyuiop123',
      'QWERTZUIOP12',
      '123456789012',
      '987654321098',
      'abcdefghijkl',
      'aaaaaaaaaaaaaaaa',
      'abababababababab',
      'letmeinletmein!',
      'Confluence2026',
      'GraceHopper1906',
      'grace.hopper@navy.test',
      'hopperhopper12',
      '            ',
    ]) {
      expect(faultOf(password), password).toContain('easy to guess');
    }
    expect(faultOfPassword('GraceHopper1906lamp-tree', { email: 'a@b.test', name: 'B' })).toBeUndefined();
  });

  it('is judged in no time, however it looks', () => {
    for (const password of ['a'.repeat(256), 'ab'.repeat(128), '$&'.repeat(128), '(.*)+'.repeat(50)]) {
      expect(faultOf(password)).toContain('easy to guess');
    }
  });
});
