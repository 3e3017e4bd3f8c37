import { findByPatterns, type Detector, type PatternRule, type Span } from './detector.ts';

interface TokenRule extends PatternRule {
  /** An expression of what every one of them begins with. */
  readonly begins: string;
}

/** Tokens that their issuers made recognisable by a prefix. */
export const vendorTokens: readonly TokenRule[] = [
  // Weir itself
  { begins: String.raw`weir_`, pattern: /(?<![\w-])weir_[\w-]{32,128}/g },
  // Amazon Web Services
  {
    begins: String.raw`A(?:KI|SI|BI|CC)A`,
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
  },
  // Anthropic, OpenAI, Stripe
  { begins: String.raw`sk-`, pattern: /(?<![\w-])sk-(?:ant-|proj-|svcacct-|admin-)?[\w-]{20,250}(?![\w-])/g },
  {
    begins: String.raw`[rs]k_(?:live|test)_`,
    pattern: /(?<!\w)[rs]k_(?:live|test)_[A-Za-z0-9]{16,250}(?!\w)/g,
  },
  // Atlassian
  {
    begins: String.raw`AT(?:ATT|CTT|STT|BB|LMT)`,
    pattern: /(?<!\w)AT(?:ATT|CTT|STT|BB|LMT)[A-Za-z0-9+/=_-]{20,400}/g,
  },
  // DigitalOcean, Hugging Face, npm, PyPI
  { begins: String.raw`do[opr]_v1_`, pattern: /(?<!\w)do[opr]_v1_[a-f0-9]{64}(?!\w)/g },
  { begins: String.raw`hf_`, pattern: /(?<!\w)hf_[A-Za-z0-9]{30,60}(?!\w)/g },
  { begins: String.raw`npm_`, pattern: /(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)/g },
  { begins: String.raw`pypi-`, pattern: /(?<!\w)pypi-[\w-]{50,250}(?![\w-])/g },
  // GitHub, GitLab
  { begins: String.raw`gh[opusr]_`, pattern: /(?<!\w)gh[opusr]_[A-Za-z0-9]{36,255}(?!\w)/g },
  { begins: String.raw`github_pat_`, pattern: /(?<!\w)github_pat_\w{60,100}(?!\w)/g },
  {
    begins: String.raw`gl(?:pat|dt|rt|ptt|soat)-`,
    pattern: /(?<![\w-])gl(?:pat|dt|rt|ptt|soat)-[\w-]{20,64}(?![\w-])/g,
  },
  // Google
  { begins: String.raw`AIza`, pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  { begins: String.raw`GOCSPX-`, pattern: /(?<![\w-])GOCSPX-[\w-]{28}(?![\w-])/g },
  // SendGrid, Slack, Twilio
  { begins: String.raw`SG\.`, pattern: /(?<![\w.-])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g },
  { begins: String.raw`xox[abceoprs]-`, pattern: /(?<![\w-])xox[abceoprs]-[A-Za-z0-9-]{10,250}/g },
  { begins: String.raw`xapp-`, pattern: /(?<![\w-])xapp-\d-[A-Za-z0-9-]{10,250}/g },
  { begins: String.raw`SK[a-f0-9]`, pattern: /(?<!\w)SK[a-f0-9]{32}(?!\w)/g },
  // Azure storage
  { begins: String.raw`AccountKey=`, pattern: /(?<!\w)AccountKey=[A-Za-z0-9+/]{86}==/g },
  // JSON Web Tokens
  { begins: String.raw`eyJ`, pattern: /(?<![\w.-])eyJ[\w-]{10,4000}\.eyJ[\w-]{10,8000}\.[\w-]{10,4000}/g },
  // The value of an Authorization header
  { begins: String.raw`(?:Bearer|Basic) `, pattern: /(?<!\w)(?:Bearer|Basic) [A-Za-z0-9+/=._~-]{24,4000}/g },
];

/** Most texts hold none: one look instead of one for each vendor. */
const anyBeginning = new RegExp(vendorTokens.map(({ begins }) => begins).join('|'));
/** `xoxb-` and ten characters. */
const shortestToken = 15;

export const apiKeyDetector: Detector = {
  name: 'api_key',
  find: (text) =>
    text.length >= shortestToken && anyBeginning.test(text) ? findByPatterns(text, vendorTokens) : [],
};

const keyHead = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const keyTail = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** PEM and OpenPGP blocks. One that does not end reaches to the end of the text: its first half is secret too. */
export const privateKeyDetector: Detector = {
  name: 'private_key',
  find(text) {
    const spans: Span[] = [];
    const tails = [...text.matchAll(keyTail)].map((match) => match.index + match[0].length);
    let next = 0;
    for (const { index } of text.matchAll(keyHead)) {
      const last = spans.at(-1);
      if (last && index < last.end) continue;
      while (next < tails.length && (tails[next] ?? 0) <= index) next += 1;
      spans.push({ start: index, end: tails[next] ?? text.length });
    }
    return spans;
  },
};
