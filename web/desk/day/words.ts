import i18next from 'i18next'
import '../../kit/language.ts'
import en from './words.en.json'
import zh from './words.zh.json'

/** The words of the plan of the day. */
i18next.addResourceBundle('zh', 'translation', zh, true, true)
i18next.addResourceBundle('en', 'translation', en, true, true)
