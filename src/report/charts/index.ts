export { DARK, LIGHT } from '../style-sheet.js';
export { axisName, axisStyle, drawChart, WIDE } from './chart.js';
export { type PaletteColor, paint } from './palette.js';
