// Writes the styles of the antd components the console uses into one static sheet, so that the page needs no style element made at run time
// and the Content-Security-Policy can do without 'unsafe-inline'. A component missing from SHEETS appears unstyled: add it here.

import { createCache, extractStyle, StyleProvider } from '@ant-design/cssinjs'
import {
  App,
  Button,
  Checkbox,
  ConfigProvider,
  Dropdown,
  Form,
  Input,
  InputNumber,
  message,
  Popconfirm,
  Radio,
  Segmented,
  Select,
  Space,
} from 'antd'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import type { Plugin } from 'vite'
import { theme } from '../src/web/theme.ts'

/** Overlays render nothing on a server; antd keeps these inner panels for exactly this use. */
const PopconfirmPanel = Popconfirm._InternalPanelDoNotUseOrYouWillBeFired
const DropdownPanel = Dropdown._InternalPanelDoNotUseOrYouWillBeFired
const MessagePanel = message._InternalPanelDoNotUseOrYouWillBeFired
const SelectPanel = Select._InternalPanelDoNotUseOrYouWillBeFired

const SHEETS: readonly ReactNode[] = [
  <App key="app" />,
  <Button key="button">a</Button>,
  <Space.Compact key="compact">
    <Button>a</Button>
  </Space.Compact>,
  <Radio.Group key="radio" options={['a']} />,
  <DropdownPanel key="dropdown" menu={{ items: [{ key: 'a', label: 'a' }] }}>
    <Button>a</Button>
  </DropdownPanel>,
  <Form key="form">
    <Form.Item label="a" />
  </Form>,
  <Input key="input" />,
  <Input.Password key="password" />,
  <Input.Search key="search" />,
  <Input.TextArea key="textarea" />,
  <InputNumber key="number" />,
  <Checkbox key="checkbox" />,
  <MessagePanel key="message" content="a" />,
  <Segmented key="segmented" options={['a']} />,
  <Select key="select" mode="multiple" />,
  <SelectPanel key="select-panel" />,
  <PopconfirmPanel key="popconfirm" title="a" description="a" />,
]

/** The sheet as text. */
export function antdSheet(): string {
  const cache = createCache()
  renderToString(
    <StyleProvider cache={cache} mock="server">
      <ConfigProvider theme={theme}>{SHEETS}</ConfigProvider>
    </StyleProvider>,
  )
  return extractStyle(cache, { plain: true })
}

/** Offers the sheet to the console as `virtual:antd.css`. */
export function antdCss(): Plugin {
  const id = '\0virtual:antd.css'
  return {
    name: 'antd-css',
    resolveId: (source) => (source === 'virtual:antd.css' ? id : undefined),
    load: (asked) => (asked === id ? antdSheet() : undefined),
  }
}
