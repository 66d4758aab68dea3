// Texts in view whose contrast with what is behind them is less than 4.5 : 1, or 3 : 1 for large ones (WCAG 2.2, 1.4.3).
() => {
  const parts = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return [red, green, blue, alpha];
  };
  const over = (front, back) => [0, 1, 2].map((at) => front[at] * front[3] + back[at] * (1 - front[3]));
  const light = (colour) => {
    const [red, green, blue] = colour.map((one) => (one / 255 <= 0.03928 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.unshift(parts(getComputedStyle(at).backgroundColor));
    return layers.reduce((back, layer) => over(layer, back), [255, 255, 255]);
  };
  const unreadable = (text) => {
    const element = text.parentElement, style = getComputedStyle(element), back = behind(element);
    const front = over(parts(element.closest("svg") ? style.fill : style.color), back);
    const [low, high] = [light(front), light(back)].sort((one, other) => one - other);
    const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && Number(style.fontWeight) >= 700);
    return (high + 0.05) / (low + 0.05) < (isLarge ? 3 : 4.5);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (text.data.trim() && text.parentElement.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && unreadable(text)) found.push(text.data.trim());
  }
  return found;
}
