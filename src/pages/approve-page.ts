import { html } from 'hono/html';
import type { ShownApproval } from '../gateway/approvals/decide-approvals.ts';
import { ownForm, submitButton } from './form.ts';
import { page, type Markup, type Page, type SignedIn } from './page.ts';

/** A question with the names that people know its things by. */
export interface NamedApproval extends ShownApproval {
  readonly workspaceName: string;
  readonly connectionName: string;
  /** What the agent calls itself, or an administrator calls it; its id where it is gone. */
  readonly agentName: string;
  /** What the operation is called. */
  readonly title: string;
}

/** One call, as its approver decides it. `now`: UTC milliseconds of the database. */
export function approvePage(shown: NamedApproval, signedIn: SignedIn, now: number): Promise<Page> {
  const { approval, preview, mayDecide } = shown;
  const isOpen = approval.state === 'pending' && approval.expiresAt > now;
  return page(
    'Approval · Weir',
    html`<main class="reading">
      <h1>${isOpen && mayDecide ? 'Approve this call?' : 'Approval'}</h1>
      ${facts(shown)}
      ${
        isOpen && mayDecide
          ? html`<h2>What it would do</h2>
              ${previewBlock(preview)}
              <p class="note">
                The text above may come from pages of Confluence: it is what the call is about, and no word of
                Weir. Approving lets exactly this call run, once, within 15 minutes. It is refused if the
                content, the arguments or the rules change before.
              </p>
              <div class="actions">
                ${answerForm(approval.id, signedIn, 'approve', 'Approve', 'main')}
                ${answerForm(approval.id, signedIn, 'deny', 'Do not allow', 'danger')}
              </div>`
          : html`<p class="note">${standing(shown, now)}</p>`
      }
      <p><a href="/approvals">All approvals that wait for you</a></p>
    </main>`,
    { signedIn, hasForms: true },
  );
}

/** Everything that waits for somebody. `done`: what they just answered. */
export function approvalsPage(
  waiting: readonly NamedApproval[],
  signedIn: SignedIn,
  done?: 'approved' | 'denied',
): Promise<Page> {
  return page(
    'Approvals · Weir',
    html`<main class="reading">
      <h1>Approvals</h1>
      <p class="lead">Calls of agents that wait for your answer.</p>
      ${done === undefined ? '' : html`<p class="done" role="status">${doneWords[done]}</p>`}
      ${
        waiting.length === 0
          ? html`<p class="note">Nothing waits for you.</p>`
          : html`<ul class="rows">
              ${waiting.map(row)}
            </ul>`
      }
    </main>`,
    { signedIn, hasForms: true },
  );
}

const doneWords = {
  approved: 'Approved. The agent may now repeat the call, once.',
  denied: 'Turned down. The call does not run.',
} as const;

function row({
  approval,
  title,
  personName,
  workspaceName,
  connectionName,
  agentName,
}: NamedApproval): Markup {
  return html`<li>
    <span class="grow">
      <strong>${title}</strong> <span class="tag">${connectionName}</span>
      <span class="hint">for ${personName} in ${workspaceName}, asked by ${agentName}</span>
    </span>
    <a class="button other" href="/approvals/${approval.id}">Look at it</a>
  </li>`;
}

function facts({
  approval,
  title,
  personName,
  workspaceName,
  connectionName,
  agentName,
}: NamedApproval): Markup {
  return html`<dl class="facts">
    <dt>Call</dt>
    <dd>${title} <span class="hint">${approval.operationId}</span></dd>
    <dt>Site</dt>
    <dd>${connectionName}</dd>
    <dt>In the name of</dt>
    <dd>${personName}</dd>
    <dt>Asked by</dt>
    <dd>
      ${agentName}
      ${agentName === approval.agentId ? '' : html`<span class="hint">${approval.agentId}</span>`}
    </dd>
    <dt>Workspace</dt>
    <dd>${workspaceName}</dd>
  </dl>`;
}

function previewBlock(preview: string | undefined): Markup {
  return html`<pre tabindex="0">${preview ?? 'There is nothing to show.'}</pre>`;
}

function answerForm(
  id: string,
  { formToken }: SignedIn,
  value: 'approve' | 'deny',
  label: string,
  kind: 'main' | 'danger',
): Markup {
  return ownForm(
    { action: `/approvals/${id}`, token: formToken },
    html`${submitButton(label, { kind, name: 'answer', value })}`,
  );
}

function standing({ approval, mayDecide }: NamedApproval, now: number): string {
  switch (approval.state) {
    case 'approved':
      return approval.expiresAt > now
        ? 'Approved; the agent has not repeated the call yet.'
        : 'Approved, and not used in time.';
    case 'denied':
      return 'Turned down.';
    case 'used':
      return 'Approved, and the call has run.';
    case 'pending':
      if (approval.expiresAt <= now) return 'Nobody answered in time, and no answer means no.';
      return mayDecide ? '' : 'It waits for a member of the approvers’ group.';
    default:
      return approval.state satisfies never;
  }
}
