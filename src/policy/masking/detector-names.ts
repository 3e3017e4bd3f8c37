/** Names that rules may use without defining them. */
export const builtInNames: readonly string[] = [
  'email',
  'phone',
  'card',
  'iban',
  'national_id',
  'api_key',
  'private_key',
];
