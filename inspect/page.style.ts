/** The page's look: readable on a phone, on a desk and on paper, with the system's own fonts. */
export const style = `
:root { color-scheme: light dark; --ink: #1f2933; --soft: #5b6770; --line: #d9dee3; --paper: #fff; --back: #f4f6f8; --accent: #0b6b5d; --bad: #b42318; --warn: #9a6700 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaee; --soft: #a3adb7; --line: #38424c; --paper: #1b2127; --back: #12161a; --accent: #4cc2ad; --bad: #ff8a80; --warn: #e3b341 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif }
body.zh [lang=en], body.en [lang=zh-CN] { display: none }
header, section { max-width: 60rem; margin: 1rem auto; padding: 1rem 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem }
header { position: relative }
h1 { margin: 0; font-size: 1.4rem } h2 { margin: 0; font-size: 1.15rem; overflow-wrap: anywhere } h3 { margin: 1.25rem 0 .25rem; font-size: 1rem; overflow-wrap: anywhere }
header p, .meaning, .relation, .none, .hash { margin: .25rem 0 0; color: var(--soft) }
.hash code { font-size: .75rem; overflow-wrap: anywhere }
#language { position: absolute; right: 1rem; top: 1rem; min-width: 44px; min-height: 32px; font: inherit; color: var(--accent); background: none; border: 1px solid currentColor; border-radius: .5rem; cursor: pointer }
.grade { display: inline-grid; place-items: center; width: 2rem; height: 2rem; border-radius: .5rem; color: #fff; background: #4b5966; font-weight: 700 }
.grade.A, .grade.B { background: #0b6b5d } .grade.D { background: #b42318 }
figure { margin: .75rem 0 }
.layers { position: relative; line-height: 0; overflow: hidden; border-radius: .5rem; background: #000 }
.layers img { display: block; width: 100%; height: auto }
.layers .over, .layers svg { position: absolute; inset: 0; width: 100%; height: 100% }
.over { clip-path: inset(0 calc(100% - var(--at, 50%)) 0 0) }
polygon { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke } polygon.strong { stroke: #ff3b30 } polygon.weak { stroke: #ffb020; stroke-dasharray: 6 4 }
.slider { display: block; margin-top: .5rem; color: var(--soft); font-size: .875rem }
.slider input { width: 100%; height: 32px; margin: 0; accent-color: var(--accent) }
figcaption { color: var(--soft); font-size: .875rem }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; align-items: start } .pair img { width: 100%; height: auto; border-radius: .5rem }
.findings { margin: .5rem 0 0; padding: 0; list-style: none; counter-reset: n }
.findings li { display: grid; grid-template-columns: 3.5rem minmax(0, 1fr); overflow-wrap: anywhere; gap: .75rem; padding: .6rem 0; border-top: 1px solid var(--line) }
.strength { height: .5rem; margin-top: .55rem; border-radius: .25rem; background: linear-gradient(to right, var(--bad) var(--s), var(--line) var(--s)) }
code { color: var(--soft); font-size: .8rem }
@media print { body { background: none } header, section { border: 0; break-inside: avoid-page } .slider, #language { display: none } }
`

/** Two movements: the slider uncovers what lies over the photo, the button changes the language. */
export const script = `
for (const input of document.querySelectorAll('.slider input')) {
  const layers = input.closest('.stage').querySelector('.layers')
  const move = () => layers.style.setProperty('--at', input.value + '%')
  input.addEventListener('input', move)
  move()
}
document.getElementById('language').addEventListener('click', () => {
  const isZh = document.body.classList.toggle('zh')
  document.body.classList.toggle('en', !isZh)
  document.documentElement.lang = isZh ? 'zh-CN' : 'en'
})
`
