// The carrier's own pages: where its PIN is typed. Plain forms, Chinese first, English second; nothing of them belongs to the console.

export interface PageState {
  /** Of the carrier; absent while there is none. */
  serial?: string
  problem?: string
  ticket: string
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>
body{font:16px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;margin:32px auto;max-width:340px;padding:0 16px;color:#18222c}
h1{font-size:20px}label{display:block;margin:14px 0 4px}input{font:inherit;width:100%;box-sizing:border-box;padding:8px;border:1px solid #53606e;border-radius:4px}
button{font:inherit;padding:8px 20px;margin:18px 8px 0 0;border:1px solid #0f5c7a;border-radius:4px;background:#0f5c7a;color:#fff}
button.quiet{background:#fff;color:#0f5c7a}.bad{color:#b42318;font-weight:600}.soft{color:#53606e;font-size:14px}code{font-size:22px}
</style><h1>${title}</h1>${body}</html>`
}

const field = (name: string, label: string) =>
  `<label for="${name}">${label}</label><input id="${name}" name="${name}" type="password" autocomplete="off" required maxlength="40">`

function form(action: string, { ticket, problem }: PageState, fields: string, submit: string): string {
  return `${problem ? `<p class="bad" role="alert">${escaped(problem)}</p>` : ''}
<form method="post" action="${action}"><input type="hidden" name="ticket" value="${escaped(ticket)}">${fields}
<button>${submit}</button></form>
<form method="post" action="/declined"><input type="hidden" name="ticket" value="${escaped(ticket)}"><button class="quiet">取消 · Cancel</button></form>`
}

const FOR_TRIAL =
  '<p class="soft">软介质只供试用和测试，正式证书请用 UKey。<br>For trials; real credentials belong on a UKey.</p>'

export function pinPage(state: PageState): string {
  const which = `<p class="soft">介质 · carrier ${escaped(state.serial ?? '')}</p>`
  return page('输入 PIN', which + form('/pin', state, field('pin', 'PIN'), '确定 · Enter') + FOR_TRIAL)
}

export function newPage(state: PageState): string {
  const fields = field('pin', '设置 PIN（6–16 位）· new PIN') + field('again', '再输一次 · again')
  return page('新建软介质', form('/new', state, fields, '建立 · Create') + FOR_TRIAL)
}

export function unlockPage(state: PageState): string {
  const fields = field('code', '解锁码 · unlocking code') + field('pin', '新 PIN（6–16 位）· new PIN')
  return page('解锁', form('/unlock', state, fields, '解锁 · Unlock') + FOR_TRIAL)
}

export function createdPage(unlockCode: string): string {
  return page(
    '软介质已建立',
    `<p>请抄下解锁码，只显示这一次：<br>Write the unlocking code down; it is shown this once:</p><p><code>${escaped(unlockCode)}</code></p>
<p>现在可以关闭本窗口，回到证巡。<br>You may close this window.</p>`,
  )
}

export function donePage(): string {
  return page('好了', '<p>可以关闭本窗口，回到证巡。<br>You may close this window.</p>')
}

export function overPage(): string {
  return page('已失效', '<p>请回到证巡重新操作。<br>This page is over: start again in Zhengxun.</p>')
}
