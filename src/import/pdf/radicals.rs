//! Radicals in place of characters: a PDF's font often says ⼈ (a radical) where 人 is
//! printed, since one sign serves both. No search finds the one by the other.

use std::collections::BTreeMap;

/// The characters of the 214 radicals from U+2F00 on, in their order.
const KANGXI: &str = "\
    一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴\
    廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿\
    目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵\
    邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
/// Radicals of the supplement that are whole characters, and these.
const SUPPLEMENT: (&str, &str) = (
    "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "母民虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
);

/// How often each radical was read as its character.
pub type Replaced = BTreeMap<(char, char), usize>;

/// The text with its characters in place of radicals. Official texts hold no radicals.
pub fn without_radicals(text: &str, replaced: &mut Replaced) -> String {
    if !text.contains(is_radical) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match character(c) {
            Some(found) => {
                *replaced.entry((c, found)).or_default() += 1;
                found
            }
            None => c,
        })
        .collect()
}

fn is_radical(c: char) -> bool {
    ('\u{2e80}'..='\u{2fdf}').contains(&c)
}

fn character(c: char) -> Option<char> {
    if ('\u{2f00}'..='\u{2fd5}').contains(&c) {
        return KANGXI.chars().nth(c as usize - 0x2f00);
    }
    let at = SUPPLEMENT.0.chars().position(|radical| radical == c)?;
    SUPPLEMENT.1.chars().nth(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_are_read_as_the_characters_they_look_like() {
        assert_eq!((KANGXI.chars().count(), SUPPLEMENT.0.chars().count()), (214, SUPPLEMENT.1.chars().count()));
        let mut replaced = Replaced::new();
        assert_eq!(without_radicals("⼯⼈⻓⺠⿎⿕，人。", &mut replaced), "工人长民鼓龠，人。");
        assert_eq!(replaced.values().sum::<usize>(), 6);
        assert_eq!(without_radicals("⺀", &mut replaced), "⺀");
    }
}
