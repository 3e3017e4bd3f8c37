/** The look of the site's pages: one small sheet, served by itself so that no page holds it. */
export const styleSheet = `
:root { --ink: #172b4d; --quiet: #5e6c84; --line: #dfe1e6; --link: #0c66e4; --wash: #f7f8f9; color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
a { color: var(--link); }
header.site { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; padding: .6rem 1.25rem; border-bottom: 1px solid var(--line); }
header.site > a { font-weight: 600; color: inherit; text-decoration: none; }
header.site form { margin-left: auto; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
select, button { font: inherit; padding: .2rem .5rem; border: 1px solid var(--line); border-radius: 4px; background: #fff; color: inherit; }
main { max-width: 56rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
nav.breadcrumb, .quiet { color: var(--quiet); font-size: .875rem; }
h1 { line-height: 1.2; margin: .4rem 0 .2rem; }
section { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .5rem; }
ul.tree, ul.tree ul { list-style: none; padding-left: 1.1rem; }
ul.tree { padding-left: 0; }
.label { display: inline-block; padding: 0 .5rem; margin-right: .3rem; border-radius: 3px; background: #e9f2ff; font-size: .875rem; }
.comment { border-left: 3px solid var(--line); padding-left: .9rem; margin: 1rem 0; }
.comment .quoted { background: #fff7d6; }
.body { overflow-wrap: anywhere; }
.body table { border-collapse: collapse; display: block; overflow-x: auto; max-width: 100%; }
.body th, .body td, .plain th, .plain td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
.body th { background: var(--wash); }
.plain { border-collapse: collapse; }
.body td > p, .body th > p, .body li > p { margin: 0; }
.body img { max-width: 100%; }
.body pre { background: var(--wash); padding: .7rem .9rem; overflow-x: auto; border-radius: 4px; }
.body blockquote { border-left: 3px solid var(--line); margin-left: 0; padding-left: 1rem; color: var(--quiet); }
.body .panel { border-left: 4px solid #8590a2; background: var(--wash); padding: .5rem .9rem; margin: .8rem 0; border-radius: 4px; }
.body .panel .title { font-weight: 600; margin: 0; }
.body .code.panel { border: 0; padding: 0; background: none; }
.body .confluence-information-macro-info { border-color: #0c66e4; background: #e9f2ff; }
.body .confluence-information-macro-note { border-color: #e2b203; background: #fff7d6; }
.body .confluence-information-macro-tip { border-color: #22a06b; background: #dcfff1; }
.body .confluence-information-macro-warning { border-color: #c9372c; background: #ffeceb; }
.body .status-macro { font-size: .75rem; font-weight: 700; text-transform: uppercase; padding: 0 .35rem; border-radius: 3px; background: #dcdfe4; }
.body .status-green { background: #baf3db; } .body .status-yellow { background: #f8e6a0; } .body .status-red { background: #ffd5d2; }
.body .status-blue { background: #cce0ff; } .body .status-purple { background: #dfd8fd; }
.body .inline-comment-marker { background: #fff7d6; border-bottom: 2px solid #e2b203; }
.body .user-mention { background: var(--wash); border-radius: 1rem; padding: 0 .35rem; }
.body .columnLayout { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 1.5rem; }
.body .unknown-macro { color: var(--quiet); border: 1px dashed var(--line); padding: .2rem .6rem; }
@media (max-width: 40rem) { .body .columnLayout { grid-auto-flow: row; } header.site form { margin-left: 0; } }
`;
