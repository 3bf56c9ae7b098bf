// SPDX-License-Identifier: GPL-3.0-or-later

const GAP = 6;
const RATIO = 16 / 9;
const CORNER_MARGIN = 12;

const clamp = (value, min, max) => Math.min(max, Math.max(min, value));

/** Rectangles for @n tiles that fill @area: each number of columns is tried,
 *  and that with the largest tiles is taken. */
export function arrange(n, area, ratio = area.width < area.height ? 1 : RATIO) {
  let best = { width: 0 };

  for (let columns = 1; columns <= n; columns++) {
    const rows = Math.ceil(n / columns);
    const height = (area.height - (rows - 1) * GAP) / rows;
    const width = Math.min((area.width - (columns - 1) * GAP) / columns,
                           height * ratio);

    if (width > best.width)
      best = { columns, rows, width, height: Math.min(height, width / ratio) };
  }

  const { columns, rows, width, height } = best;
  const top = (area.height - rows * height - (rows - 1) * GAP) / 2;

  return Array.from({ length: width > 0 ? n : 0 }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = Math.min(columns, n - row * columns);
    const left = (area.width - inRow * width - (inRow - 1) * GAP) / 2;

    return { x: area.x + left + i % columns * (width + GAP),
             y: area.y + top + row * (height + GAP), width, height };
  });
}

/** One large rectangle and @n in a strip, beside it in a wide area. */
export function arrangeStrip(n, area) {
  const wide = area.width > area.height * 1.2;
  const thick = wide ? clamp(area.width / 6, 144, 224)
                     : clamp(area.height / 6, 68, 126);
  const large = { ...area };
  const strip = { ...area };

  if (wide) {
    strip.height = Math.min(area.height, n * (thick / RATIO + GAP) - GAP);
    strip.width = thick;
    strip.x += area.width - thick;
    strip.y += (area.height - strip.height) / 2;
    large.width -= thick + GAP;
  } else {
    strip.height = thick;
    strip.y += area.height - thick;
    large.height -= thick + GAP;
  }
  return [large, ...arrange(n, strip, RATIO)];
}

/** The lower right corner of @stage, above @avoid where that is in the way. */
export function arrangeCorner(stage, avoid) {
  const width = clamp(Math.min(stage.width, stage.height * RATIO) * 0.24,
                      108, 288);
  const height = width / RATIO;
  const x = stage.width - CORNER_MARGIN - width;
  const bottom = avoid.right + CORNER_MARGIN > x ? avoid.top : stage.height;

  return { x, y: bottom - CORNER_MARGIN - height, width, height };
}
