// Draws each <figure class="chart"> from the JSON block beside it; colours and manners of the look; the table under it holds the same rows.
"use strict";

const CATEGORIES = ["#0B5563", "#4F8A94", "#B7791F", "#7A4E7E", "#6B8E4E", "#6B7C93"];
const AXIS = { axisLabel: { color: "#4A5665", fontSize: 12 }, axisLine: { lineStyle: { color: "#C3CBD3" } }, splitLine: { lineStyle: { color: "#EEF1F4" } }, nameTextStyle: { color: "#4A5665" } };
const withManners = (axis) => (Array.isArray(axis) ? axis.map(withManners) : { ...AXIS, ...axis });

document.querySelectorAll("figure.chart").forEach((figure) => {
  const told = JSON.parse(document.getElementById(figure.dataset.options).textContent);
  const drawing = echarts.init(figure.querySelector("[role=img]"), null, { renderer: "svg" });
  drawing.setOption({
    color: CATEGORIES,
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 48, right: 16, top: 32, bottom: 32 },
    ...told,
    tooltip: { ...told.tooltip, renderMode: "richText" },
    ...(told.xAxis ? { xAxis: withManners(told.xAxis), yAxis: withManners(told.yAxis) } : {}),
  });
  addEventListener("resize", () => drawing.resize());
});
