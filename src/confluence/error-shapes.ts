import type { Answer } from './http/exchange.ts';

/** Who worded a refusal; each has its own form (facts: confluence-api §3). */
export type ErrorShape = 'cloud-v2' | 'rest' | 'gateway' | 'html' | 'other';

/** A refusal as Confluence worded it. */
export interface UpstreamRefusal {
  readonly status: number;
  readonly shape: ErrorShape;
  /** Confluence's text, for people; never Weir's own words. Empty where there is none. */
  readonly text: string;
  /** Data Center says so on writes while it is in read-only mode. */
  readonly readOnlyMode: boolean;
}

const maxText = 1000;

/** Recognises the form of an answer that is not 2xx. Never raises: what it does not know is `other`. */
export function readRefusal(answer: Pick<Answer, 'status' | 'headers' | 'body'>): UpstreamRefusal {
  const { status } = answer;
  const none = { status, readOnlyMode: false };
  if (isHtml(answer)) return { ...none, shape: 'html', text: '' };
  const json = parseObject(answer.body);
  if (json === undefined) {
    return { ...none, shape: 'other', text: clip(answer.body.toString('utf8', 0, 4000)) };
  }
  const errors = json['errors'];
  if (Array.isArray(errors)) {
    return { ...none, shape: 'cloud-v2', text: clip(errors.map(titleAndDetail).filter(Boolean).join('; ')) };
  }
  const message = typeof json['message'] === 'string' ? json['message'] : '';
  if (typeof json['statusCode'] === 'number') {
    const data = asObject(json['data']);
    return {
      status,
      shape: 'rest',
      text: clip(withoutJavaClass(message) || translations(data)),
      readOnlyMode: data?.['allowedInReadOnlyMode'] === false,
    };
  }
  if (typeof json['code'] === 'number') return { ...none, shape: 'gateway', text: clip(message) };
  return { ...none, shape: 'other', text: clip(message) };
}

/** Whether a body is a web page: a sign-in form, a proxy's notice, or an unknown route. */
export function isHtml(answer: Pick<Answer, 'headers' | 'body'>): boolean {
  const type = answer.headers['content-type'];
  if (typeof type === 'string' && type.includes('text/html')) return true;
  return /^\s*<(!doctype|html)/i.test(answer.body.toString('latin1', 0, 64));
}

function titleAndDetail(error: unknown): string {
  const fields = asObject(error);
  return [fields?.['title'], fields?.['detail']]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(': ');
}

function translations(data: Record<string, unknown> | undefined): string {
  const errors = data?.['errors'];
  if (!Array.isArray(errors)) return '';
  return errors
    .map((error) => asObject(asObject(error)?.['message'])?.['translation'])
    .filter((text) => typeof text === 'string' && text !== '')
    .join('; ');
}

/** `com.atlassian…NotFoundException: No content found` → `No content found`. */
function withoutJavaClass(message: string): string {
  return message.replace(/^(?:[a-z_]\w*\.)+[A-Z]\w*(?:: ?|$)/, '');
}

function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(body.toString('utf8')));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function clip(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > maxText ? `${trimmed.slice(0, maxText)}…` : trimmed;
}
