/** Variables by name. Passed to whatever reads settings, so that tests can give their own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process. Nothing else in the product reads them. */
export function environment(): Environment {
  return process.env;
}
