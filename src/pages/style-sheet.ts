/** The one style sheet of server-rendered pages: system fonts, light and dark, nothing loaded from elsewhere. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2430, #e6eaf0);
  --quiet: light-dark(#566170, #a3afbf);
  --paper: light-dark(#f4f6f9, #10141a);
  --card: light-dark(#ffffff, #1a2029);
  --line: light-dark(#dde2e9, #2c3542);
  --edge: light-dark(#7b8797, #667385);
  --accent: light-dark(#0b5fc4, #7db4ff);
  --accent-strong: light-dark(#084a9a, #a6ccff);
  --on-accent: light-dark(#ffffff, #0b1a2e);
  --code: light-dark(#eef1f5, #222a35);
  --bad: light-dark(#a9201a, #ff9d94);
  --bad-paper: light-dark(#fdf0ef, #2c1a1b);
  --good: light-dark(#14693a, #7fd6a2);
  --good-paper: light-dark(#edf8f1, #15271d);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; }
h2 { margin: 2.5rem 0 0.5rem; font-size: 1.25rem; line-height: 1.3; }
h3 { margin: 0; font-size: 1rem; }
p { margin: 0.5rem 0; max-width: 46rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
code { font: 0.875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
p code, li code, td code, dd code { background: var(--code); border-radius: 4px; padding: 0.1em 0.35em; }
pre {
  margin: 0.5rem 0;
  padding: 0.75rem 0.9rem;
  background: var(--code);
  border: 1px solid var(--line);
  border-radius: 8px;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
.lead { font-size: 1.125rem; color: var(--quiet); }
.note, .alert, .done {
  margin-top: 1.5rem;
  padding: 0.75rem 1rem;
  max-width: none;
  background: var(--card);
  border: 1px solid var(--line);
  border-left: 4px solid var(--accent);
  border-radius: 8px;
}
.alert { margin: 1rem 0; background: var(--bad-paper); border-left-color: var(--bad); }
.done { margin: 1rem 0; background: var(--good-paper); border-left-color: var(--good); }
.clients { columns: 27rem; column-gap: 1rem; margin-top: 1rem; }
article {
  break-inside: avoid;
  margin-bottom: 1rem;
  padding: 1rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
}
.where, .count, .tools span, .hint, footer { color: var(--quiet); }
.where { margin: 0; font-size: 0.875rem; }
.count { font-weight: 400; }
.tools {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
  gap: 0.4rem 1.5rem;
  margin: 0.5rem 0;
  padding: 0;
  list-style: none;
}
.tools span { display: block; font-size: 0.875rem; }
.rows ul { padding-left: 1.1rem; }
details { margin-top: 1rem; }
summary { cursor: pointer; color: var(--accent); }
footer { margin-top: 3rem; font-size: 0.875rem; }

.brand { font-weight: 700; font-size: 1.125rem; letter-spacing: -0.01em; color: var(--ink); text-decoration: none; }
.bar {
  display: flex;
  align-items: center;
  gap: 0.75rem;
  padding: 0.6rem 1.25rem;
  background: var(--card);
  border-bottom: 1px solid var(--line);
}
.bar nav { display: flex; gap: 1rem; margin-left: 0.5rem; }
.bar .who { margin-left: auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }

@media (max-width: 30rem) {
  .bar:has(nav) { flex-wrap: wrap; row-gap: 0.25rem; }
  .bar nav { order: 1; flex-basis: 100%; margin-left: 0; }
}

main.reading { max-width: 46rem; }

.narrow main { max-width: 29rem; padding: 8vh 1rem 4rem; }
.narrow main > .brand { margin: 0 0 1rem; text-align: center; font-size: 1.375rem; }
section.card {
  padding: 1.75rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 14px;
  box-shadow: 0 1px 2px light-dark(#1c243014, #00000040), 0 8px 24px light-dark(#1c24300f, #00000030);
  overflow-wrap: anywhere;
}
section.card h1 { font-size: 1.5rem; }
section.card h2 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }

form { margin: 0; }
.field { margin: 1rem 0; max-width: 26rem; }
.narrow .field { max-width: none; }
label, legend { display: block; margin-bottom: 0.3rem; font-weight: 600; font-size: 0.9375rem; }
input:not([type=radio], [type=checkbox], [type=hidden]), select, textarea {
  width: 100%;
  min-height: 2.75rem;
  padding: 0.5rem 0.75rem;
  font: inherit;
  color: var(--ink);
  background: var(--paper);
  border: 1px solid var(--edge);
  border-radius: 8px;
}
input[aria-invalid=true] { border-color: var(--bad); }
.hint { margin: 0.3rem 0 0; font-size: 0.875rem; font-weight: 400; }
.wrong { margin: 0.3rem 0 0; font-size: 0.875rem; color: var(--bad); }
fieldset { margin: 1rem 0; padding: 0; border: 0; min-width: 0; }
.choice {
  display: flex;
  gap: 0.75rem;
  margin: 0.5rem 0;
  padding: 0.75rem;
  font-weight: 400;
  border: 1px solid var(--line);
  border-radius: 8px;
}
.choice:has(:checked) { border-color: var(--accent); }
.choice .hint { display: block; margin: 0; }
form + .hint, .ways + .hint { margin-top: 1.25rem; }
button, .button {
  display: inline-block;
  min-height: 2.75rem;
  padding: 0.55rem 1.1rem;
  font: inherit;
  font-weight: 600;
  text-align: center;
  text-decoration: none;
  border: 1px solid transparent;
  border-radius: 8px;
  cursor: pointer;
}
.main { color: var(--on-accent); background: var(--accent); }
.main:hover { background: var(--accent-strong); }
.other { color: var(--ink); background: var(--card); border-color: var(--edge); }
.other:hover { background: var(--code); }
.danger { color: var(--bad); background: var(--card); border-color: var(--edge); }
.danger:hover { background: var(--bad-paper); }
.plain { min-height: 2rem; padding: 0.2rem 0.6rem; font-weight: 400; color: var(--quiet); background: none; border-color: var(--line); }
.plain:hover { color: var(--ink); background: var(--code); }
button:disabled { opacity: 0.6; cursor: default; }
.narrow form button, .narrow .button { width: 100%; }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.25rem 0 0; max-width: none; }
.ways { display: grid; gap: 0.75rem; margin-top: 1.25rem; }
.or { display: flex; align-items: center; gap: 0.75rem; margin: 1.25rem 0; font-size: 0.875rem; color: var(--quiet); }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.rows { margin: 0.75rem 0; padding: 0; list-style: none; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.rows > li { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.75rem; padding: 0.75rem 1rem; }
.rows > li + li { border-top: 1px solid var(--line); }
.rows .grow { flex: 1 1 14rem; min-width: 0; overflow-wrap: anywhere; }
.rows .hint { display: block; margin: 0; }
.tag { padding: 0.05rem 0.5rem; font-size: 0.8125rem; color: var(--quiet); background: var(--code); border-radius: 99px; }
dl.facts { display: grid; grid-template-columns: auto 1fr; gap: 0.4rem 1.25rem; margin: 1rem 0; }
dl.facts dt { color: var(--quiet); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.5rem 0.75rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
[hidden] { display: none; }
`;
