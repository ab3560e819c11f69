#pragma once

#include "pipeline/report/markup.hpp"

namespace dlflow::report {

/// The style of the page. Colours: M. Okabe, K. Ito, Color universal design (2008).
inline constexpr Literal style_sheet = R"(
:root{color-scheme:light dark;--paper:#fff;--soft:#f4f6f8;--line:#d9dfe5;--ink:#1b2229;--dim:#5a6672;
--c1:#0072b2;--c2:#c04e00;--c3:#007a5c;--good:#00795a;--badge:#e3f0f8}
@media screen and (prefers-color-scheme:dark){:root{--paper:#14181d;--soft:#1c2229;--line:#333c46;--ink:#e6eaee;
--dim:#9aa7b4;--c1:#56b4e9;--c2:#e69f00;--c3:#3ecfa3;--good:#3ecfa3;--badge:#1d3444}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
p.run{color:var(--dim);margin:0;font-size:.9rem;letter-spacing:.02em}
h1{font-size:1.9rem;line-height:1.2;margin:.25rem 0 1.5rem;text-wrap:balance}
h2{font-size:1.3rem;margin:2.75rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.75rem 0 .5rem}
p{margin:.4rem 0;max-width:46rem}ul{padding-left:1.2rem;max-width:46rem}li{margin:.3rem 0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem}
.card{background:var(--soft);border-radius:.6rem;padding:.9rem 1.1rem}
.card .name{color:var(--dim);font-size:.85rem}.card .value{font-size:1.5rem;font-weight:650;line-height:1.3;font-variant-numeric:tabular-nums}
.card.long .value{font-size:1.15rem}@media (min-width:44rem){.card.long{grid-column:span 2}}
.card .more{color:var(--dim);font-size:.85rem}
.scroll{overflow-x:auto;margin:.75rem 0;background:linear-gradient(90deg,var(--paper) 30%,transparent) 0 0/2.5rem 100% no-repeat local,linear-gradient(270deg,var(--paper) 30%,transparent) 100% 0/2.5rem 100% no-repeat local,linear-gradient(90deg,var(--line),transparent) 0 0/1rem 100% no-repeat scroll,linear-gradient(270deg,var(--line),transparent) 100% 0/1rem 100% no-repeat scroll}
table{border-collapse:collapse;width:100%;font-size:.92rem;overflow-wrap:normal}
th{text-align:left;color:var(--dim);font-weight:600;font-size:.85rem;white-space:nowrap}
th,td{padding:.38rem .8rem .38rem 0;border-bottom:1px solid var(--line);vertical-align:middle}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.long{max-width:24rem;overflow-wrap:anywhere;min-width:9rem}
tr.chosen td{background:var(--badge)}tr.chosen td:first-child{box-shadow:inset 3px 0 var(--c1)}td:first-child,th:first-child{padding-left:.6rem}
tr.rest td{color:var(--dim)}
details{margin:.75rem 0}summary{cursor:pointer;color:var(--c1)}
pre{background:var(--soft);border-radius:.6rem;padding:1rem;overflow-x:auto;font:.82rem/1.5 ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:normal}
code{background:var(--soft);border-radius:.3rem;padding:.1rem .35rem;font:.85em/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
ul.remarks code{display:block;width:fit-content;margin-top:.2rem}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,25rem),1fr));gap:.5rem 2rem;align-items:start}
figure{margin:1rem 0;min-width:0}figure.wide{grid-column:1/-1}figcaption{font-weight:600;font-size:.95rem;margin-bottom:.35rem}
figure .scroll{margin:0}
svg{display:block}svg.plot{width:100%;max-width:46rem;min-width:32rem;height:auto}svg text{fill:var(--ink);font-size:13px}svg text.tick{fill:var(--dim);font-size:12px}svg text.tick-ink{font-size:12px}
svg.small{width:100%;max-width:30rem;height:auto}
svg .grid{stroke:var(--line)}svg .axis{stroke:var(--dim)}
svg .naive{stroke:var(--dim);stroke-dasharray:4 3;stroke-width:1.5}
svg .ink1{stroke:var(--c1);stroke-width:2;fill:none}svg .ink2{stroke:var(--c2);stroke-width:2.5;fill:none;stroke-dasharray:7 3}svg .ink3{stroke:var(--c3);stroke-width:2.5;fill:none;stroke-dasharray:2 3}
svg .mean{stroke:var(--c2);stroke-width:3}svg .thin1{stroke:var(--c1);stroke-width:1.2}
svg .fill1{fill:var(--c1)}svg .dot1{fill:var(--c1);fill-opacity:.45}
svg .box1{fill:var(--c1);fill-opacity:.2;stroke:var(--c1)}
svg .heat0{fill:var(--c1);fill-opacity:0.040}svg .heat1{fill:var(--c1);fill-opacity:0.100}svg .heat2{fill:var(--c1);fill-opacity:0.160}svg .heat3{fill:var(--c1);fill-opacity:0.220}svg .heat4{fill:var(--c1);fill-opacity:0.280}svg .heat5{fill:var(--c1);fill-opacity:0.340}svg .heat6{fill:var(--c1);fill-opacity:0.400}svg .heat7{fill:var(--c1);fill-opacity:0.460}svg .heat8{fill:var(--c1);fill-opacity:0.520}
svg .band1{fill:var(--c1);fill-opacity:.16}svg .band2{fill:var(--c2);fill-opacity:.16}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.5rem,1fr));gap:1rem;font-size:.85rem;line-height:1.35}
.picture{break-inside:avoid}.picture img{width:6rem;height:6rem;object-fit:contain;image-rendering:pixelated;background:var(--soft);margin-bottom:.25rem}.picture .more{color:var(--dim)}
footer{margin-top:3rem;color:var(--dim);font-size:.85rem;border-top:1px solid var(--line);padding-top:.75rem}
@media print{.figures{grid-template-columns:repeat(2,minmax(0,1fr))}:root{font-size:13px;color-scheme:light;--soft:#f6f6f6;--ink:#000}main{max-width:none;padding:0}p,ul{max-width:none}body{font-size:13px}table{font-size:11px}td.long{min-width:0}svg.plot{min-width:0}td.n,th{white-space:normal}svg.whisker{width:100px}th,td{padding-right:.4rem}figure,tr,.card{break-inside:avoid}h2,h3{break-after:avoid}.scroll{overflow:visible}.card,tr.chosen td{print-color-adjust:exact}details:not([open],.steps){display:none}details.steps::details-content{content-visibility:visible}summary{color:var(--ink);list-style:none}}
)";

}  // namespace dlflow::report
