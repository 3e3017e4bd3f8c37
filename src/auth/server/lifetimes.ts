/** Seconds that what the OAuth server gives out lives. */
export const lifetimes = {
  /** To be redeemed at once, by the program that asked. */
  code: 60,
  /** A stolen one is worth little; taking a grant back holds within a second anyway. */
  accessToken: 3_600,
  /** Since its last use: somebody on holiday comes back to a client that works. */
  refreshToken: 30 * 24 * 3_600,
  /** However much it is used, consent is asked again after this. */
  grant: 365 * 24 * 3_600,
  /** Signing in to Weir and connecting Confluence may happen in the middle. */
  interaction: 3_600,
} as const;
