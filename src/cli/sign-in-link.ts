import { createJournal } from '../auth/sign-in/journal.ts';
import { createSignInLinks } from '../auth/sign-in/links.ts';
import { urlOf } from '../http/listen.ts';
import { AppError } from '../kernel/app-error.ts';
import { findAccountByEmail } from '../store/accounts.ts';
import { command, printLine } from './command.ts';
import { installationArgs } from './installation-place.ts';
import { openInstallation } from './open-installation.ts';

export const signInLink = command({
  meta: {
    name: 'sign-in-link',
    description: 'Make a link that signs somebody in once, within a day; for newcomers and the locked out',
  },
  args: {
    email: { type: 'positional', description: 'Whose account', valueHint: 'EMAIL' },
    ...installationArgs,
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const { email = '' } = args;
    const { config, foundation } = await openInstallation(args);
    try {
      const account = await findAccountByEmail(foundation.store.db, email);
      if (!account || account.disabledAt !== undefined) {
        throw new AppError('invalid_input', `Nobody with the address ${email} may sign in.`, {
          nextStep: 'Add them under "people" in the configuration and start Weir, or by the admin API.',
        });
      }
      const links = createSignInLinks({
        ...foundation,
        address: () => config.server.publicUrl ?? urlOf(config.server),
        note: createJournal(foundation),
      });
      const link = (await links.create(account.id)).reveal();
      printLine(args.json ? JSON.stringify({ signInLink: link }) : link);
    } finally {
      await foundation.close();
    }
  },
});
