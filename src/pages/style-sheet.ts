/** The one style sheet of server-rendered pages: system fonts, light and dark, nothing loaded from elsewhere. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2430, #e6eaf0);
  --quiet: light-dark(#5a6675, #9aa7b8);
  --paper: light-dark(#f7f8fa, #12161c);
  --card: light-dark(#ffffff, #1a2029);
  --line: light-dark(#dde2e9, #2c3542);
  --accent: light-dark(#0b5fc4, #7db4ff);
  --code: light-dark(#eef1f5, #222a35);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { margin: 0; font-size: 2rem; letter-spacing: -0.02em; }
h2 { margin: 2.5rem 0 0.5rem; font-size: 1.25rem; }
h3 { margin: 0; font-size: 1rem; }
p { margin: 0.5rem 0; max-width: 46rem; }
a { color: var(--accent); }
code { font: 0.875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
p code, li code { background: var(--code); border-radius: 4px; padding: 0.1em 0.35em; }
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
.note {
  margin-top: 1.5rem;
  padding: 0.75rem 1rem;
  max-width: none;
  background: var(--card);
  border: 1px solid var(--line);
  border-left: 4px solid var(--accent);
  border-radius: 8px;
}
.clients { columns: 27rem; column-gap: 1rem; margin-top: 1rem; }
article {
  break-inside: avoid;
  margin-bottom: 1rem;
  padding: 1rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
}
.where, .count, .tools span, footer { color: var(--quiet); }
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
footer { margin-top: 3rem; font-size: 0.875rem; }
`;
