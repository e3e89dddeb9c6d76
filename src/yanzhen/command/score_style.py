"""How a score report looks. Colours and sizes are those of the project's design; print is black-and-white safe."""

STYLE = """
:root{--ink:#16202B;--ink2:#4A5665;--ink3:#616D7A;--ground:#F3F5F6;--surface:#FFF;--line:#DCE1E6;--brand:#0B5563;--tint:#E3F0F2}
*{box-sizing:border-box}
body{margin:0;padding:16px 20px 32px;background:var(--ground);color:var(--ink);
font:15px/22px "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:22px;line-height:30px;margin:4px 0}
h2{font-size:16px;line-height:24px;margin:20px 0 8px}
h3{font-size:16px;line-height:24px;margin:0 0 8px}
p{margin:4px 0}
.crumbs,.meta,.legend,.note,.source{font-size:13px;line-height:20px;color:var(--ink2)}
.source{background:#FAF7F0;border-left:3px solid #8A6D2F;color:#2B2416;padding:4px 10px;
font-family:"Songti SC","SimSun","Noto Serif CJK SC",serif}
.chip{display:inline-block;font-size:12px;line-height:18px;padding:1px 6px;border-radius:3px;margin-right:8px}
.assumed{background:#FAF7F0;border:1px dashed #8A6D2F;color:#5E5138}
.synthetic{background:#FFF3D1;color:#855400}
.waiting{background:#E8F0FA;color:#1D5A9B;border:1px solid #8FB4DE;margin:0}
.grid{display:grid;grid-template-columns:minmax(0,1fr) 464px;gap:12px;align-items:start}
.card{background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:12px;overflow:hidden}
.side{display:grid;gap:12px}
td:first-child{white-space:nowrap}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:20px}
th{font-size:13px;text-align:left;background:#F7F8F9;color:var(--ink2);padding:6px 8px;border-bottom:1px solid var(--line)}
td{padding:5px 8px;border-bottom:1px solid #EEF1F4;vertical-align:middle}
.num{text-align:right;white-space:nowrap}
td .key{display:block;font-size:12px;line-height:16px;color:var(--ink3)}
.legend .key{margin-right:12px;white-space:nowrap}
.legend .key svg{margin-right:4px;vertical-align:-1px}
.legend b{margin-right:12px;color:var(--ink)}
.bar{display:block;max-width:100%}
.cut td{background:var(--tint);color:var(--brand);font-size:13px;font-weight:600;border-top:1px solid var(--brand)}
.fold td{background:#F7F8F9;font-size:13px}
.fold table td{background:var(--surface);font-size:14px}
summary{cursor:pointer;color:var(--brand)}
summary:focus-visible{outline:3px solid #F2C94C}
.badge{display:inline-flex;align-items:center;gap:4px;color:#FFF;border-radius:3px;padding:1px 7px;font-weight:700;font-size:13px}
.k0{background:#0B5563}.k1{background:#3F7C87}.k2{background:#7D6A3A}.k3{background:#8C3F33}
.quadrant text{font-size:12px;fill:#4A5665}
.steps{margin:8px 0;padding-left:20px;color:#4B3F9E}
footer{margin-top:24px;font-size:13px;color:var(--ink2)}
@media (max-width:1100px){.grid{grid-template-columns:1fr}}
@media print{body{background:#FFF;padding:0}.card{break-inside:avoid}details>summary{color:#000}
.badge{color:#000;background:none;border:1px solid #000}}
"""
