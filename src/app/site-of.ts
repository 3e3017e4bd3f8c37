import { siteAddress, type SiteAddress } from '../confluence/site.ts';
import { AppError } from '../kernel/app-error.ts';

export interface SiteSettings {
  readonly slug: string;
  readonly platform: 'cloud' | 'datacenter';
  /** As written: a name, a host or an address. */
  readonly site: string;
  readonly apiBase?: string;
}

/**
 * The address of a site as an operator wrote it, and where requests go. The operator says which platform it is; names tell
 * only where they are Atlassian's own. Raises `configuration` for what is no site, or one of the other platform.
 */
export function siteOf({ slug, platform, site, apiBase }: SiteSettings): SiteAddress & {
  readonly siteUrl: string;
} {
  const found = addressOf(slug, site);
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
        throw new AppError('configuration', `Connection "${slug}": this is an address of Confluence Cloud.`, {
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

function addressOf(slug: string, site: string): SiteAddress {
  try {
    return siteAddress(site);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const { nextStep } = thrown.fields;
    throw new AppError('configuration', `Connection "${slug}": ${thrown.message}`, {
      ...(nextStep !== undefined && { nextStep }),
    });
  }
}
