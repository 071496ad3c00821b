/** What a brand puts on its own page: `<script src="https://…/embed.js" data-brand="…" data-offers="report track check" defer>`.
 *  Buttons that lead to the pages of this installation, and a field in which a number is checked. What somebody types goes along
 *  behind the `#`, where no server on the way sees it. It sets no cookie, loads nothing else, and takes no style from the page
 *  nor gives any to it. `data-place="corner"` keeps it behind a button in the corner; else it stands where the script stands. */
{
  const script = /** @type {HTMLScriptElement} */ (document.currentScript)
  const home = new URL(script.src).origin
  const { brand = '', offers = 'report track check', place = 'here', lang } = script.dataset
  const isEnglish = /^en/i.test(lang ?? document.documentElement.lang)
  const words = isEnglish
    ? {
        open: 'After-sales',
        close: 'Close',
        report: 'Report a fault',
        track: 'Track a repair',
        check: 'Is this number real?',
        field: 'Number or web address',
        ask: 'Check it',
      }
    : {
        open: '售后服务',
        close: '关闭',
        report: '一键报修',
        track: '进度查询',
        check: '查号码真假',
        field: '电话、网址或网页文字',
        ask: '查一查',
      }
  const style = `
    :host { all: initial; display: block; font: 16px/1.5 -apple-system, 'PingFang SC', 'Microsoft YaHei', sans-serif; color: #1b2b26 }
    :host([place="corner"]) { position: fixed; right: 16px; bottom: calc(16px + env(safe-area-inset-bottom)); z-index: 2147483000; max-width: calc(100vw - 32px) }
    * { box-sizing: border-box; font: inherit }
    section { display: grid; gap: 8px; width: 320px; max-width: 100%; padding: 12px; border: 1px solid #cfdad5; border-radius: 12px; background: #fff }
    [hidden] { display: none }
    a, button { display: block; width: 100%; min-height: 44px; padding: 9px 14px; border: 1px solid #0b6e4f; border-radius: 8px; background: #fff; color: #0b6e4f; text-align: center; text-decoration: none; cursor: pointer }
    a.main, button.open { background: #0b6e4f; color: #fff }
    button.open { width: auto; margin-left: auto; margin-top: 8px; border-radius: 22px; box-shadow: 0 2px 8px rgb(0 0 0 / 25%) }
    label { display: block; font-weight: 600 }
    input { width: 100%; min-height: 44px; margin: 4px 0 8px; padding: 8px 10px; border: 1px solid #8a9a93; border-radius: 8px; background: #fff; color: inherit }
    :focus-visible { outline: 3px solid #5fb89a; outline-offset: 1px }`

  const host = document.createElement('anxin-embed')
  const root = host.attachShadow({ mode: 'open' })
  /** @param {string} name @param {Record<string, string>} attributes @param {...(Node | string)} inside */
  const element = (name, attributes, ...inside) => {
    const made = document.createElement(name)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    made.append(...inside)
    return made
  }
  /** @param {string} path @param {string} text @param {string} [how] */
  const link = (path, text, how = '') =>
    element('a', { href: `${home}${path}`, target: '_blank', rel: 'noopener', class: how }, text)

  const field = /** @type {HTMLInputElement} */ (
    element('input', { id: 'what', autocomplete: 'off', maxlength: '20000' })
  )
  const form = element(
    'form',
    {},
    element('label', { for: 'what' }, words.check),
    field,
    element('button', {}, words.ask),
  )
  field.placeholder = words.field
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = field.value.trim()
    if (text) window.open(`${home}/check#${new URLSearchParams({ text })}`, '_blank', 'noopener')
    else field.focus()
  })
  const about = brand ? `?${new URLSearchParams({ brand })}` : ''
  /** @type {Record<string, () => Node>} */
  const parts = {
    report: () => link(`/report${about}`, words.report, 'main'),
    track: () => link('/track', words.track),
    check: () => form,
  }
  const wanted = offers.split(/[\s,]+/).filter((name) => Object.hasOwn(parts, name))
  const panel = element('section', { 'aria-label': words.open }, ...wanted.map((name) => parts[name]()))
  // A page that lets no style in from elsewhere lets this one stand: it belongs to the shadow, not to the page.
  if ('adoptedStyleSheets' in root) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
    root.adoptedStyleSheets = [sheet]
  } else root.append(element('style', {}, style))
  root.append(panel)
  if (place === 'corner') {
    host.setAttribute('place', 'corner')
    const open = element('button', { class: 'open', 'aria-expanded': 'false', type: 'button' }, words.open)
    panel.hidden = true
    open.addEventListener('click', () => {
      panel.hidden = !panel.hidden
      open.setAttribute('aria-expanded', String(!panel.hidden))
      open.textContent = panel.hidden ? words.open : words.close
    })
    root.append(open)
    document.body.append(host)
  } else script.after(host)
}
