/**
 * Passkeys need a script: only it can ask the browser for one. It waits for forms marked `data-passkey`, asks the address
 * in `data-begin` for the challenge, and sends the browser's answer with the form. The page stays usable without it.
 */
export const passkeyScript = `
const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
const known = (list = []) => list.map((item) => ({ ...item, id: decode(item.id) }));

async function create(options) {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return answer(made, {
    attestationObject: encode(made.response.attestationObject),
    transports: made.response.getTransports ? made.response.getTransports() : [],
  });
}

async function get(options) {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    allowCredentials: known(options.allowCredentials),
  };
  const { response, ...found } = await navigator.credentials.get({ publicKey }).then((credential) => ({
    id: credential.id,
    rawId: credential.rawId,
    response: credential.response,
  }));
  return answer({ ...found, response }, {
    authenticatorData: encode(response.authenticatorData),
    signature: encode(response.signature),
    userHandle: response.userHandle ? encode(response.userHandle) : null,
  });
}

const answer = ({ id, rawId, response }, fields) => ({
  id,
  rawId: encode(rawId),
  type: 'public-key',
  clientExtensionResults: {},
  response: { clientDataJSON: encode(response.clientDataJSON), ...fields },
});

const wordsFor = (error) => {
  switch (error.name) {
    case 'NotAllowedError': return 'Nothing was chosen, or the time was over. Try again.';
    case 'InvalidStateError': return 'This device has a passkey for your account already.';
    case 'SecurityError': return 'Passkeys do not work at this address.';
    case 'Refused': return error.message;
    default: return 'The passkey could not be used. Try again, or sign in another way.';
  }
};

async function challenge(form) {
  const body = new URLSearchParams({ form_token: form.elements.form_token.value });
  const response = await fetch(form.dataset.begin, { method: 'POST', body });
  const read = await response.json();
  if (response.ok) return read;
  throw Object.assign(new Error(read.message), { name: 'Refused' });
}

async function run(form) {
  const { state, options } = await challenge(form);
  const result = await (form.dataset.passkey === 'create' ? create(options) : get(options));
  form.elements.state.value = state;
  form.elements.response.value = JSON.stringify(result);
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const problem = form.querySelector('[data-problem]');
    const button = form.querySelector('button');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      problem.hidden = true;
      button.disabled = true;
      run(form).catch((error) => {
        problem.textContent = wordsFor(error);
        problem.hidden = false;
        button.disabled = false;
      });
    });
  }
  for (const part of document.querySelectorAll('[data-needs-passkeys]')) part.hidden = false;
  for (const part of document.querySelectorAll('[data-without-passkeys]')) part.hidden = true;
}
`;
