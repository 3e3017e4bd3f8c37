import type { NewLink, OperationContext } from '../operations/operation.ts';
import type { Obligations } from '../policy/question.ts';

/** What a write may newly bring, as the profiles that admit it say; nothing is said where they say nothing. */
export function newContentRules({
  newMacros,
  newLinkHosts,
}: Pick<Obligations, 'newMacros' | 'newLinkHosts'>): Pick<OperationContext, 'allowMacro' | 'allowLink'> {
  const macros = newMacros && new Set([...newMacros].map((name) => name.toLowerCase()));
  return {
    ...(macros && { allowMacro: (name: string) => macros.has(name.toLowerCase()) }),
    ...(newLinkHosts && { allowLink: (link: NewLink) => leadsTo(link, newLinkHosts) }),
  };
}

/** Links inside Confluence have no host. A host is one name, or `*.example.com` for all below a domain. */
function leadsTo({ type, target }: NewLink, hosts: ReadonlySet<string>): boolean {
  if (type !== 'url') return true;
  // An address without a scheme leads to the site itself.
  if (!/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return true;
  const address = URL.parse(target.startsWith('//') ? `https:${target}` : target);
  // A mail address or a telephone number is no host that content could come from or go to.
  if (address && /^(?:mailto|tel):$/.test(address.protocol)) return true;
  const host = address?.hostname.toLowerCase();
  if (!host) return false;
  return [...hosts].some((allowed) => {
    const name = allowed.toLowerCase();
    return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
  });
}
