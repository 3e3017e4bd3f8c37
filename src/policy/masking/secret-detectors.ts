import { findByPatterns, type Detector, type PatternRule, type Span } from './detector.ts';

/** Tokens that their issuers made recognisable by a prefix. */
const vendorTokens: readonly PatternRule[] = [
  // Weir itself
  { pattern: /(?<![\w-])weir_[\w-]{32,128}/g },
  // Amazon Web Services
  { pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g },
  // Anthropic, OpenAI, Stripe
  { pattern: /(?<![\w-])sk-(?:ant-|proj-|svcacct-|admin-)?[\w-]{20,250}(?![\w-])/g },
  { pattern: /(?<!\w)[rs]k_(?:live|test)_[A-Za-z0-9]{16,250}(?!\w)/g },
  // Atlassian
  { pattern: /(?<!\w)AT(?:ATT|CTT|STT|BB|LMT)[A-Za-z0-9+/=_-]{20,400}/g },
  // DigitalOcean, Hugging Face, npm, PyPI
  { pattern: /(?<!\w)do[opr]_v1_[a-f0-9]{64}(?!\w)/g },
  { pattern: /(?<!\w)hf_[A-Za-z0-9]{30,60}(?!\w)/g },
  { pattern: /(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)/g },
  { pattern: /(?<!\w)pypi-[\w-]{50,250}(?![\w-])/g },
  // GitHub, GitLab
  { pattern: /(?<!\w)gh[opusr]_[A-Za-z0-9]{36,255}(?!\w)/g },
  { pattern: /(?<!\w)github_pat_\w{60,100}(?!\w)/g },
  { pattern: /(?<![\w-])gl(?:pat|dt|rt|ptt|soat)-[\w-]{20,64}(?![\w-])/g },
  // Google
  { pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  { pattern: /(?<![\w-])GOCSPX-[\w-]{28}(?![\w-])/g },
  // SendGrid, Slack, Twilio
  { pattern: /(?<![\w.-])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g },
  { pattern: /(?<![\w-])xox[abceoprs]-[A-Za-z0-9-]{10,250}/g },
  { pattern: /(?<![\w-])xapp-\d-[A-Za-z0-9-]{10,250}/g },
  { pattern: /(?<!\w)SK[a-f0-9]{32}(?!\w)/g },
  // Azure storage
  { pattern: /(?<!\w)AccountKey=[A-Za-z0-9+/]{86}==/g },
  // JSON Web Tokens
  { pattern: /(?<![\w.-])eyJ[\w-]{10,4000}\.eyJ[\w-]{10,8000}\.[\w-]{10,4000}/g },
  // The value of an Authorization header
  { pattern: /(?<!\w)(?:Bearer|Basic) [A-Za-z0-9+/=._~-]{24,4000}/g },
];

export const apiKeyDetector: Detector = {
  name: 'api_key',
  find: (text) => findByPatterns(text, vendorTokens),
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
