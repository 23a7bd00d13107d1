/* Draws the charts of /-/series, /-/distribution and agency pages from their data-chart attributes. The table under a chart
   says the same; without this file nothing is lost. Needs static/vendor/echarts. */
(function () {
  "use strict";
  if (!window.echarts) return;
  // Our policy forbids style attributes that are written as text; the renderer may set them as properties instead.
  var set = SVGElement.prototype.setAttribute;
  SVGElement.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value; else set.call(this, name, value);
  };
  var COLOURS = ["#1d5c8f", "#b3541e", "#3b7a3b", "#7a4a8f", "#8a6d00", "#0f7f80", "#a23b5b", "#55606b", "#5470c6", "#91491f"];
  var SIGNS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow", "emptyCircle", "emptyRect", "emptyTriangle"];

  function tip(data) {
    // a node, not text: nothing a report says is ever taken for markup
    return function (points) {
      var box = document.createElement("div");
      box.appendChild(document.createElement("strong")).textContent = points[0].axisValueLabel;
      points.forEach(function (p) {
        box.appendChild(document.createElement("div")).textContent = p.seriesName + " " + data.series[p.seriesIndex].said[p.dataIndex];
      });
      return box;
    };
  }

  // the words at breaks stand by turns in two lines: two of neighbouring years would cover each other on a narrow screen
  function marks(data) {
    return Object.keys(data.breaks || {}).map(function (year, i) {
      return { xAxis: year, label: { formatter: data.breaks[year], position: "end", fontSize: 11, distance: i % 2 ? 17 : 5 } };
    });
  }

  // the names of the lines or parts under the chart, as text of the page: it wraps on a narrow screen
  function legend(data, place) {
    if (data.series.length < 2) return;
    var list = place.parentNode.insertBefore(document.createElement("ul"), place.nextSibling);
    list.className = "legend-list";
    list.setAttribute("aria-hidden", "true");
    data.series.forEach(function (one, i) {
      var item = list.appendChild(document.createElement("li")), sign = item.appendChild(document.createElement("span"));
      sign.style.background = COLOURS[i % COLOURS.length];
      item.appendChild(document.createTextNode(one.name));
    });
  }

  // counts have no halves: where every figure is whole so are the marks of the axis
  function whole(data) {
    return !data.rate && data.series.every(function (one) { return one.values.every(function (v) { return v === null || v % 1 === 0; }); });
  }

  function option(data) {
    var bars = data.stacked || data.bars;
    var lines = data.note_lines || 0;  // charts beside each other keep their feet on one line
    var under = function (year) { var said = [year].concat((data.notes || {})[year] ? data.notes[year].split("\n") : []); while (said.length <= lines) said.push(" "); return said.join("\n"); };
    return {
      animation: false, color: COLOURS, aria: { enabled: false },
      grid: { left: 8, right: 16, top: 34, bottom: 8, containLabel: true },
      tooltip: { trigger: "axis", confine: true, formatter: tip(data) },
      xAxis: { type: "category", data: data.years, boundaryGap: bars, axisLabel: { hideOverlap: true, interval: data.years.length < 5 ? 0 : "auto", formatter: under, lineHeight: 15, fontSize: 11 } },
      yAxis: { type: "value", min: function (range) { return Math.min(0, range.min); }, max: data.top || null, minInterval: whole(data) ? 1 : 0, name: data.rate ? "%" : data.unit, nameTextStyle: { align: "left" }, axisLabel: { formatter: data.rate ? function (v) { return Math.round(v * 100) + "%"; } : "{value}" } },
      series: data.series.map(function (one, i) {
        return {
          name: one.name, type: bars ? "bar" : "line", stack: data.stacked ? "all" : undefined, data: one.values, connectNulls: false,
          symbol: SIGNS[i % SIGNS.length], symbolSize: 8, barMaxWidth: 46,
          itemStyle: bars && data.stacked ? { borderColor: "#fff", borderWidth: 1 } : undefined,
          markLine: !bars && i === 0 && marks(data).length ? { silent: true, symbol: "none", lineStyle: { type: "dashed", color: "#55606b" }, data: marks(data) } : undefined
        };
      })
    };
  }

  document.querySelectorAll("[data-chart]").forEach(function (place) {
    var data = JSON.parse(place.dataset.chart);
    place.classList.add("drawn");
    legend(data, place);
    var chart = window.echarts.init(place, null, { renderer: "svg" });
    chart.setOption(option(data));
    window.addEventListener("resize", function () { chart.resize(); });
  });
})();
