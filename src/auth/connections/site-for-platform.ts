import { siteAddress, type SiteAddress } from '../../confluence/site.ts';
import { AppError } from '../../kernel/app-error.ts';

/**
 * The address of a site as somebody wrote it, and where requests go. Whoever writes it says which platform it is; names tell
 * only where they are Atlassian's own. Raises `invalid_input` for what is no site, or one of the other platform.
 */
export function siteForPlatform(written: {
  readonly platform: 'cloud' | 'datacenter';
  /** A name, a host or an address. */
  readonly site: string;
  readonly apiBase?: string;
}): SiteAddress & { readonly siteUrl: string } {
  const { platform, site, apiBase } = written;
  const found = siteAddress(site);
  switch (platform) {
    case 'cloud': {
      const { origin } = new URL(found.siteUrl ?? found.apiBase);
      // A Cloud behind a domain of its own is not recognised by its name.
      const siteUrl =
        found.platform === 'cloud' && found.siteUrl !== undefined ? found.siteUrl : `${origin}/wiki`;
      return {
        platform,
        siteUrl,
        apiBase: apiBase ?? (found.platform === 'cloud' ? found.apiBase : origin),
        ...(found.cloudId !== undefined && { cloudId: found.cloudId }),
      };
    }
    case 'datacenter': {
      // A Data Center may well have the context path that Cloud has, never its hosts.
      const { siteUrl } = found;
      if (siteUrl === undefined || new URL(siteUrl).hostname.endsWith('.atlassian.net')) {
        throw new AppError('invalid_input', 'This is an address of Confluence Cloud.', {
          nextStep:
            'Give the base address of the Data Center, such as https://wiki.example.com/confluence, or make the platform cloud.',
        });
      }
      return { platform, siteUrl, apiBase: apiBase ?? siteUrl };
    }
    default:
      return platform satisfies never;
  }
}
