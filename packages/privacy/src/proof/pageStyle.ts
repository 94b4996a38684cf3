/** The style of a proof document: for light and dark screens, from 320 pixels on, and for print. */
export const pageStyle = `
:root{color-scheme:light dark;--ground:#ffffff;--text:#1f2328;--faint:#57606a;--box:#f6f8fa;--line:#8c959f;--good:#116329;--bad:#b31d28;--unclear:#7d4e00;--focus:#0550ae}
@media screen and (prefers-color-scheme:dark){:root{--ground:#0d1117;--text:#e6edf3;--faint:#9198a1;--box:#161b22;--line:#6e7681;--good:#56d364;--bad:#ff7b72;--unclear:#e3b341;--focus:#79c0ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}
main{max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.75rem;margin:.5rem 0}
h1+p{font-size:1.15rem;border-left:.35rem solid var(--unclear);padding:.5rem .75rem;background:var(--box)}
main.private h1+p{border-color:var(--good)}
main.violated h1+p{border-color:var(--bad)}
h2{font-size:1.3rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.5rem 0 .25rem}
p,ul{margin:.5rem 0}
ul{padding-left:1.25rem}
p,li,td,th{overflow-wrap:anywhere}
code{font-family:ui-monospace,'Cascadia Mono',Consolas,monospace;font-size:.875em;background:var(--box);padding:.1em .3em;border-radius:.2em}
pre{background:var(--box);border:1px solid var(--line);border-radius:.3rem;padding:.75rem;overflow-x:auto}
pre code{padding:0;background:none}
.picture{overflow-x:auto;border:1px solid var(--line);border-radius:.3rem}
.picture svg{display:block;margin:0 auto;max-width:100%;height:auto;min-width:40rem}
summary{cursor:pointer;padding:.5rem 0}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--faint);padding:.25rem 0}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid var(--line);padding:.35rem .5rem}
@media screen and (max-width:40rem){
table,tbody,tr,th,td,caption{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{border-bottom:1px solid var(--line);padding:.5rem 0}
th,td{border:0;padding:.1rem 0}
td::before{content:attr(data-label) ': ';color:var(--faint)}
}
@media print{
main{max-width:none;padding:0}
h2,h3{break-after:avoid}
tr,li,pre,.picture{break-inside:avoid}
.picture{border:0;overflow:visible}
.picture svg{min-width:0}
pre{white-space:pre-wrap}
thead{display:table-header-group}
}`;
