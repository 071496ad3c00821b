import i18next from 'i18next'
import '../../kit/language.ts'
import en from './words.en.json'
import zh from './words.zh.json'

/** The desk's words about claims, which the phone pages need not load. */
i18next.addResourceBundle('zh', 'translation', zh, true, true)
i18next.addResourceBundle('en', 'translation', en, true, true)
