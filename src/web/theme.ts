// The look of the antd components: compact, small radius, one accent. The colours repeat style/tokens.css, which the rest of the page uses.

import type { ThemeConfig } from 'antd'
import { theme as antdTheme } from 'antd'

const FONT = '-apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Segoe UI", sans-serif'

export const theme: ThemeConfig = {
  algorithm: antdTheme.compactAlgorithm,
  hashed: false,
  cssVar: { key: 'zx' },
  token: {
    colorPrimary: '#0f5c7a',
    colorInfo: '#0f5c7a',
    colorLink: '#0f5c7a',
    // Left to antd it is lighter than 4.5 : 1 allows.
    colorLinkHover: '#063b54',
    colorSuccess: '#17713c',
    colorWarning: '#8a5300',
    colorError: '#b42318',
    colorText: '#18222c',
    colorTextSecondary: '#53606e',
    colorTextTertiary: '#5f6b78',
    colorTextPlaceholder: '#66727f',
    colorTextDisabled: '#7b8794',
    colorBorder: '#c5cdd5',
    colorBorderSecondary: '#dfe4e8',
    colorBgLayout: '#f4f6f7',
    borderRadius: 4,
    borderRadiusLG: 6,
    fontFamily: FONT,
    // The compact algorithm takes these one step down: 14 px text in 30 px controls.
    fontSize: 16,
    controlHeight: 34,
    controlOutlineWidth: 2,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
    wireframe: false,
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', contentFontSizeSM: 13 },
  },
}
