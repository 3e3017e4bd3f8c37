import type { SiteAddress } from '../confluence/site.ts';
import { siteAddress } from '../confluence/site.ts';
import { AppError } from '../kernel/app-error.ts';

/**
 * The address of a Cloud site as an operator wrote it, with the API address if there is one. Raises `configuration` for
 * what is no site, and for Data Center, which this version does not serve.
 */
export function cloudSiteOf(connection: {
  readonly slug: string;
  readonly platform: 'cloud' | 'datacenter';
  readonly site: string;
  readonly apiBase?: string;
}): SiteAddress & { readonly siteUrl: string } {
  const { slug, platform, site, apiBase } = connection;
  if (platform === 'datacenter') {
    throw new AppError(
      'configuration',
      `Connection "${slug}": this version of Weir serves Confluence Cloud only.`,
      {
        nextStep: 'Remove the connection, or give the address of a Cloud site.',
      },
    );
  }
  const found = addressOf(slug, site);
  const { origin } = new URL(found.siteUrl ?? found.apiBase);
  // A Cloud behind a domain of its own is not recognised by its name; the operator said what it is.
  const siteUrl =
    found.platform === 'cloud' && found.siteUrl !== undefined ? found.siteUrl : `${origin}/wiki`;
  return {
    platform: 'cloud',
    siteUrl,
    apiBase: apiBase ?? (found.platform === 'cloud' ? found.apiBase : origin),
    ...(found.cloudId !== undefined && { cloudId: found.cloudId }),
  };
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
