import type { SiteAddress } from '../confluence/site.ts';
import { siteForPlatform } from '../auth/connections/site-for-platform.ts';
import { AppError } from '../kernel/app-error.ts';

export interface SiteSettings {
  readonly slug: string;
  readonly platform: 'cloud' | 'datacenter';
  /** As written: a name, a host or an address. */
  readonly site: string;
  readonly apiBase?: string;
}

/** The address of a configured site, and where requests go. Raises `configuration`, naming the connection. */
export function siteOf({ slug, ...written }: SiteSettings): SiteAddress & { readonly siteUrl: string } {
  try {
    return siteForPlatform(written);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const { nextStep } = thrown.fields;
    throw new AppError('configuration', `Connection "${slug}": ${thrown.message}`, {
      ...(nextStep !== undefined && { nextStep }),
    });
  }
}
