/** Atlassian ends a grant that was not refreshed for so long, in milliseconds; each refresh begins it anew (facts: confluence-api §13). */
const atlassianInactivityMs = 90 * 24 * 3_600_000;

/** When a grant ends that was consented to or refreshed now. Data Center does not say. */
export function grantEndOf(platform: 'cloud' | 'datacenter', now: number): number | undefined {
  return platform === 'cloud' ? now + atlassianInactivityMs : undefined;
}
