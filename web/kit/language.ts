import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import claimsEn from './claims.en.json'
import claimsZh from './claims.zh.json'
import en from './words.en.json'
import zh from './words.zh.json'

const stored = () => {
  try {
    return localStorage.getItem('anxin.language')
  } catch {
    return null // private windows may refuse
  }
}

const first = stored() ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')

await i18next.use(initReactI18next).init({
  lng: first,
  fallbackLng: 'zh',
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  resources: { zh: { translation: { ...zh, ...claimsZh } }, en: { translation: { ...en, ...claimsEn } } },
})
document.documentElement.lang = first === 'en' ? 'en' : 'zh-CN'

export const language = (): 'zh' | 'en' => (i18next.language.startsWith('en') ? 'en' : 'zh')

export async function speak(to: 'zh' | 'en'): Promise<void> {
  localStorage.setItem('anxin.language', to)
  document.documentElement.lang = to === 'en' ? 'en' : 'zh-CN'
  await i18next.changeLanguage(to)
}

export const t = i18next.t.bind(i18next)
