// The governance of a large company, as a configuration holds it: what a call is decided under while it is measured.

/** Numbers of the budgets (DESIGN §11). */
const size = { rules: 200, profiles: 100, people: 2_000 } as const;

/** YAML of `people` beside the one who calls, and of `governance`: 200 rules, of which one masks every answer, and 100 profiles. */
export function largeGovernance(caller: string): { readonly people: string; readonly governance: string } {
  const emails = range(size.people - 1, (n) => `person${n}@weir.example`);
  const rules = range(size.rules - 1, (n) => [
    `rule-${n}`,
    {
      name: `Rule ${n}`,
      priority: n + 1,
      target: { tools: [n % 2 === 0 ? 'pages.delete' : 'pages.*'] },
      // Of those about the tool that is called, half are decided by the caller and half by each call's arguments.
      condition: n % 4 === 1 ? `args.id == "${n}"` : `args.id == "${n}" && "nobody" in groups`,
      outcome: { kind: 'deny' },
    },
  ]);
  const mask = {
    name: 'Addresses and keys',
    priority: 0,
    target: {},
    outcome: { kind: 'mask', detectors: ['email', 'api_key'] },
  };
  const profiles = range(size.profiles - 1, (n) => [
    `profile-${n}`,
    {
      people: emails.slice(n * 20, n * 20 + 20),
      toolsets: ['all-approved'],
      constraints: { allowedSpaces: [{ key: `S${n}` }] },
    },
  ]);
  const governance = {
    settings: {
      review: { actions: ['read', 'write', 'delete'], risks: ['none', 'sensitive'] },
      allowAllAgents: true,
    },
    profiles: { bench: { people: [caller], toolsets: ['all-approved'] }, ...Object.fromEntries(profiles) },
    rules: { mask, ...Object.fromEntries(rules) },
  };
  return {
    people: emails.map((email) => `  - { email: ${email}, name: Person }\n`).join(''),
    governance: `governance: ${JSON.stringify(governance)}\n`,
  };
}

function range<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}
