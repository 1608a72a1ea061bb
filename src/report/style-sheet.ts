/** Colors of a light page, as custom properties. */
export const LIGHT = `--paper:#fff;--soft:#f4f5f5;--ink:#1b2024;--muted:#586069;--rule:#dde1e4;--accent:#0b6b68;--mark:#fbe9c0;--mark-line:#a56a00;--edge:#7d868e;
--series-0:#8a929a;--series-1:#b07a1e;--series-2:#4a78b8;--series-3:#0b6b68;`;

/** Colors of a dark page, as custom properties. */
export const DARK = `--paper:#14171a;--soft:#1c2024;--ink:#e3e6e9;--muted:#9ca5ae;--rule:#2e343a;--accent:#52c0b4;--mark:#45371a;--mark-line:#d7a248;--edge:#707a84;
--series-0:#858e97;--series-1:#d3a04a;--series-2:#7ba6e4;--series-3:#52c0b4;`;

const TYPE = `
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:61.25rem;padding:2.5rem 1.25rem 5rem;background:var(--paper);color:var(--ink);
font:.9375rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif}
h1{margin:0;font-size:1rem;font-weight:600;line-height:1.4}
h2{margin:0 0 1rem;font-size:1.25rem;font-weight:600;line-height:1.3;letter-spacing:-.01em}
h3{margin:0 0 .5rem;font-size:.9375rem;font-weight:600;display:flex;gap:.6rem;align-items:baseline;flex-wrap:wrap}
p{margin:0 0 .75rem;max-width:46rem}
a{color:var(--accent);text-underline-offset:.2em}
main>section{margin-top:3.5rem;scroll-margin-top:1rem}
bdi{overflow-wrap:anywhere}
code,pre{font:.8125rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
data{font-variant-numeric:tabular-nums}
.note,figcaption,.dataset{color:var(--muted);font-size:.8125rem}
h3 .note{font-weight:400}
.dataset{margin:.15rem 0 .9rem}
nav ul,.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0;padding:0;list-style:none;font-size:.8125rem}
header{border-bottom:1px solid var(--rule);padding-bottom:.9rem}
main>section#verdict{margin-top:2rem}
#verdict h2{margin-bottom:.4rem;font-size:.8125rem;font-weight:400;letter-spacing:0;color:var(--muted)}
.verdict{margin:0 0 1.75rem;max-width:44rem;font-size:1.375rem;line-height:1.4;letter-spacing:-.012em;text-wrap:pretty}
main>section#findings{margin-top:2.5rem}
.findings{margin:0 0 .75rem;padding-left:1.4rem;max-width:46rem}
.findings li{margin-bottom:.6rem;padding-left:.2rem}
.findings li::marker{color:var(--muted);font-variant-numeric:tabular-nums}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-100rem;top:.5rem;background:var(--paper);padding:.25rem .5rem}
.skip:focus{left:1.25rem}
.visually-hidden{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
`;

const FIGURES = `
.key-figures{display:grid;grid-template-columns:repeat(4,1fr);margin:0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule)}
.key-figures div{padding:.7rem 1rem .75rem}
.key-figures div:first-child{padding-left:0}
.key-figures div+div{border-left:1px solid var(--rule)}
.key-figures dt{color:var(--muted);font-size:.8125rem}
.key-figures dd{margin:0}
.key-figures strong{display:block;font-size:1.5rem;font-weight:500;line-height:1.3;letter-spacing:-.015em}
.key-figures span{color:var(--muted);font-size:.8125rem}
figure{margin:0 0 1.5rem}
figcaption{margin-top:.4rem}
.chart svg{display:block;width:100%;height:auto}
.chart text{font-family:inherit;font-variant-numeric:tabular-nums}
.narrow{display:none}
.legend{margin-bottom:.5rem;color:var(--ink)}
.legend li{display:flex;align-items:center;gap:.45rem}
.swatch{display:inline-block;width:.7rem;height:.7rem;background:var(--swatch)}
.swatch.dot,.swatch.ring{border-radius:50%;width:.6rem;height:.6rem}
.swatch.ring{background:none;border:2px solid var(--swatch)}
.swatch.line{height:0;width:1.2rem;background:none;border-top:2px solid var(--swatch)}
.multiples{display:grid;align-items:start;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem 1.5rem;margin:.75rem 0}
.tiles{display:flex;flex-wrap:wrap;gap:1rem 1.25rem;margin:.5rem 0 1.25rem}
.tiles figure{margin:0;width:8.5rem}
.tiles figcaption{margin-top:.25rem;font-variant-numeric:tabular-nums}
details h3{margin:.75rem 0 .25rem}
.multiples figure{margin:0}
.multiples figcaption{margin:0 0 .1rem;color:var(--ink);font-weight:600}
`;

const TABLES = `
.scroll{position:relative;overflow-x:auto;margin:0 0 1rem}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.35}
caption span{display:block;position:sticky;left:0;max-width:calc(100vw - 2.5rem)}
caption{padding:0 0 .5rem;text-align:left;color:var(--muted);font-size:.8125rem}
th,td{padding:.4rem .75rem;text-align:right;vertical-align:top;border-top:1px solid var(--rule);font-variant-numeric:tabular-nums}
.scroll td,.scroll thead th{white-space:nowrap}
.scroll thead th.wrapped{white-space:normal;min-width:6.5rem}
.scroll thead bdi{display:inline-block;max-width:9rem;white-space:normal;overflow-wrap:break-word}
thead th{border-top:0;color:var(--muted);font-size:.8125rem;font-weight:400;vertical-align:bottom}
tbody th{font-weight:500;text-align:left}
.scroll tbody th bdi{overflow-wrap:break-word}
.compared bdi{display:inline-block}
th:first-child{text-align:left;padding-left:0}
thead tr+tr th:first-child{text-align:right;padding-left:.75rem}
td:last-child,th:last-child{padding-right:0}
.word,td.word{text-align:left}
.interval{display:block;color:var(--muted);font-size:.75rem;font-weight:400}
.interval.second{margin-top:.2rem}
.model-note{display:block;color:var(--muted);font-size:.75rem;font-weight:400}
.headline th:first-child bdi,.headline td>data{font-weight:600}
.not-measured,.unclear{color:var(--muted)}
.shown>data{font-weight:600}
.group{text-align:center;border-bottom:1px solid var(--rule)}
.scroll .hash{white-space:normal;overflow-wrap:anywhere}
details{margin:0 0 1rem}
summary{cursor:pointer;width:fit-content;color:var(--accent);font-size:.875rem}
details[open] summary{margin-bottom:.75rem}
pre{margin:0;padding:.9rem 1rem;background:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere;tab-size:2}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.5rem;margin:0 0 1.5rem}
.facts dt{color:var(--muted)}
.facts dd{margin:0;min-width:0}
`;

const BROWSER = `
.filters{display:grid;grid-template-columns:repeat(3,1fr);gap:.75rem 1rem;align-items:end;margin:1rem 0;padding:1rem;background:var(--soft)}
.filters label{display:block;min-width:0}
.filters label span{display:block;margin-bottom:.2rem;color:var(--muted);font-size:.8125rem}
.filters input,.filters select,.pages button{width:100%;min-height:2.25rem;padding:.3rem .5rem;border:1px solid var(--edge);border-radius:.25rem;
background:var(--paper);color:var(--ink);font:inherit;font-size:.875rem}
#pair-count{margin:0 0 .5rem}
.pages{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:.75rem 0 1.75rem;font-size:.875rem;font-variant-numeric:tabular-nums}
.pages button{width:auto;min-width:6rem;cursor:pointer}
.pages button:hover{border-color:var(--ink)}
.pages button[aria-disabled=true]{border-color:var(--rule);color:var(--muted);cursor:default}
.rest{margin:.3rem 0 0}
.rest summary{font-size:.8125rem}
.rest bdi{display:block;max-height:24rem;overflow:auto}
`;

const PAIRS = `
.pair{margin:0 0 2rem}
.pair .number{color:var(--muted);font-weight:400;font-variant-numeric:tabular-nums}
.pair table{table-layout:fixed;font-size:.875rem;line-height:1.45}
.pair th,.pair td{text-align:left}
.pair th:first-child,.pair td:first-child:empty{width:8rem;padding-left:0;font-weight:500}
.pair thead th,.pair thead td{padding-top:0;padding-bottom:.25rem;border-top:0}
.pair td{white-space:pre-line}
.pair tr>:nth-child(3){padding-right:0}
.asked td{font-weight:500}
.asked mark{background:none;border-bottom-color:var(--muted)}
.asked th:first-child,.reference th:first-child{color:var(--muted);font-weight:400}
.reference td{color:var(--muted)}
mark{background:var(--mark);color:inherit;padding:.05em .1em;margin:0 -.1em;border-bottom:1px solid var(--mark-line);-webkit-box-decoration-break:clone;box-decoration-break:clone}
`;

const NARROW = `@media (max-width:46rem){
body{padding:1.25rem 1rem 3rem}
.wide{display:none}
.narrow{display:block}
.narrow svg{max-width:26rem}
main>section{margin-top:2.75rem}
.verdict{font-size:1.1875rem}
.key-figures{grid-template-columns:1fr 1fr}
.key-figures div{padding:.6rem .8rem .6rem 0}
.key-figures div:nth-child(3){border-left:0}
.key-figures div:nth-child(n+3){border-top:1px solid var(--rule)}
.key-figures div:nth-child(2n){padding-left:.8rem;padding-right:0}
.key-figures strong{font-size:1.25rem}
.scroll th,.scroll td{padding-left:.5rem;padding-right:.5rem}
.scroll tbody th,.scroll thead tr:first-child th:first-child{position:sticky;left:0;padding-left:0;background:var(--paper);min-width:7rem;max-width:9rem}
.multiples figure{max-width:18.125rem}
caption span{max-width:calc(100vw - 2rem)}
.scroll .hash{min-width:14rem}
.filters{grid-template-columns:1fr 1fr;padding:.75rem}
.pair th:first-child,.pair td:first-child:empty{width:4.75rem;padding-right:.4rem}
.pair tbody th:first-child{font-size:.8125rem}
.pair th,.pair td{padding-left:.4rem;padding-right:.4rem}
.facts{grid-template-columns:1fr;gap:0}
.facts dd{margin-bottom:.6rem}
}`;

const PRINT = `@media print{
:root{${LIGHT}}
@page{margin:16mm}
html{color-scheme:light}
body{max-width:none;padding:0;font-size:9.5pt}
nav,.filters,.pages,#pair-count,.skip,noscript{display:none}
main>section{margin-top:1.6rem}
.wide{display:block}
.narrow{display:none}
figure,tr,.pair,.findings li{break-inside:avoid}
h2,h3,caption,thead{break-after:avoid}
.scroll{overflow:visible}
table,.pair table{font-size:8pt}
.interval,.model-note{font-size:7pt}
caption,thead th{font-size:7.5pt}
.scroll th,.scroll td{padding:.25rem .3rem}
.scroll tbody th,.scroll thead tr:first-child th:first-child{position:static;min-width:0}
caption span{max-width:none}
.key-figures{grid-template-columns:repeat(4,1fr)}
.key-figures div,.key-figures div:nth-child(n){border-top:0;padding:.5rem .8rem}
.key-figures div:nth-child(3){border-left:1px solid var(--rule)}
.multiples{grid-template-columns:repeat(3,1fr)}
details::details-content{content-visibility:visible;block-size:auto}
mark,.swatch,.chart{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`;

/** The page's style sheet: system fonts, colors of both schemes as custom properties, phone width and print. */
export const STYLE_SHEET = `:root{${LIGHT}}@media (prefers-color-scheme:dark){:root{${DARK}}}${TYPE}${FIGURES}${TABLES}${BROWSER}${PAIRS}${NARROW}${PRINT}`;
