"""The language of an article is told, and English is never called anything else."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.language import LEAST, detect

ENGLISH = (
    "The minister said on Tuesday that the bridge would open before the end of the month, and that trucks would pay no toll.",
    "Rain fell for a third day in the valley. Two roads were closed and several families moved to the school on the hill.",
    "Officials from both countries met in the border town of Torkham to discuss visas, tariffs and the return of refugees.",
    "“We have asked for a meeting,” the ambassador told reporters. “If they refuse it, we will write to the Security Council.”",
    "Mullah Abdul Haq Wasiq, Khawaja Asif, Maulvi Amir Khan Muttaqi and Lt Gen Asim Malik attended the jirga in Kandahar.",
    "KARACHI: Shares of Habib Metro, Lucky Cement and Mari Petroleum gained 3.4pc, 2.1pc and 1.8pc at the PSX on Friday.",
    "The wheat price rose again, traders in Lahore said, because the harvest was late and the roads to the south were bad.",
    "He denied it. “Inshallah, zulm ka badla vote se,” he shouted, and the crowd that had waited for hours shouted it back.",
    "Police arrested four men on Sunday night after a clash near the village of Dera Murad Jamali in which a guard was hurt.",
    "THE COURT HAS ORDERED THE COMPANY TO REPAIR THE DAM AND TO PAY EVERY FARMER WHOSE LAND WAS FLOODED IN THE SPRING.",
)

OTHERS = {
    "ur": (
        "وزیر نے منگل کو کہا کہ نیا پل اس مہینے کے آخر تک کھول دیا جائے گا اور اس پر کوئی ٹیکس نہیں لگے گا۔",
        "وادی میں تیسرے روز بھی بارش ہوتی رہی، دو سڑکیں بند ہو گئیں اور کئی خاندان اسکول میں منتقل ہو گئے۔",
        "دونوں ملکوں کے حکام نے سرحدی قصبے میں ملاقات کی اور مہاجرین کی واپسی پر بات چیت کی۔",
        "پولیس کا کہنا ہے کہ اتوار کی رات گاؤں کے قریب جھڑپ کے بعد چار افراد کو گرفتار کیا گیا ہے۔",
        "تاجروں کے مطابق گندم کی قیمت پھر بڑھ گئی ہے کیونکہ فصل دیر سے آئی اور سڑکیں خراب تھیں۔",
        "عدالت نے کمپنی کو حکم دیا ہے کہ وہ بند کی مرمت کرے اور کسانوں کو معاوضہ ادا کرے۔",
        "سفیر نے صحافیوں کو بتایا کہ ہم نے ملاقات کی درخواست کی ہے اور جواب کا انتظار کر رہے ہیں۔",
        "ڈاکٹروں نے والدین سے کہا ہے کہ وہ بچوں کو گرمی سے بچائیں اور انہیں زیادہ پانی پلائیں۔",
        "حکومت نے اعلان کیا ہے کہ دیہی علاقوں میں پچاس نئے اسکول اگلے سال تعمیر کیے جائیں گے۔",
        "ٹیم نے آخری اوور میں میچ جیت لیا اور تماشائیوں نے دیر تک جشن منایا۔",
    ),
    "ps": (
        "وزیر د سې شنبې په ورځ وویل چې نوی پل به د دې میاشتې تر پایه پرانیستل شي.",
        "په دره کې درېیمه ورځ هم باران وشو، دوه لارې وتړل شوې او ګڼې کورنۍ ښوونځي ته ولېږدول شوې.",
        "د دواړو هېوادونو چارواکو په سرحدي ښار کې وکتل او د کډوالو د بېرته راستنېدو په اړه یې خبرې وکړې.",
        "پولیس وايي چې د یکشنبې په شپه یې کلي ته نږدې څلور کسان نیولي دي.",
        "سوداګر وايي چې د غنمو بیه بیا لوړه شوې، ځکه چې لارې خرابې دي.",
        "محکمې شرکت ته امر کړی چې بند ورغوي او بزګرانو ته د زیانونو پیسې ورکړي.",
        "سفیر خبریالانو ته وویل چې موږ د لیدنې غوښتنه کړې او ځواب ته یې سترګې په لار یو.",
        "ډاکټرانو له میندو او پلرونو غوښتي چې ماشومان له ګرمۍ وساتي او ډېرې اوبه ورکړي.",
        "حکومت اعلان وکړ چې راتلونکی کال به په کلیو کې پنځوس نوي ښوونځي جوړ شي.",
        "لوبډلې په وروستۍ شېبه کې لوبه وګټله او نندارچیانو تر ډېره خوښي وکړه.",
    ),
    "fa": (
        "وزیر روز سه‌شنبه گفت که پل تازه تا پایان این ماه گشوده می‌شود و کامیون‌ها عوارض نمی‌پردازند.",
        "باران برای سومین روز در دره بارید، دو راه بسته شد و چند خانواده به مکتب منتقل شدند.",
        "مقام‌های دو کشور در شهر مرزی دیدار کردند و درباره بازگشت مهاجران گفتگو نمودند.",
        "پولیس می‌گوید چهار تن را شام یکشنبه پس از درگیری در نزدیکی روستا بازداشت کرده است.",
        "بازرگانان می‌گویند بهای گندم دوباره بالا رفته است، زیرا راه‌ها خراب است.",
        "دادگاه به شرکت دستور داد که بند را ترمیم کند و به دهقانان غرامت بپردازد.",
        "سفیر به خبرنگاران گفت که ما خواهان دیدار شده‌ایم و چشم به راه پاسخ هستیم.",
        "پزشکان از پدران و مادران خواستند که کودکان را از گرما نگه دارند و آب بیشتر بدهند.",
        "دولت اعلام کرد که سال آینده پنجاه مکتب تازه در روستاها ساخته خواهد شد.",
        "تیم در دقیقه‌های پایانی بازی را برد و تماشاگران تا دیر وقت شادی کردند.",
    ),
    "hi": (
        "मंत्री ने मंगलवार को कहा कि नया पुल इस महीने के अंत तक खोल दिया जाएगा।",
        "घाटी में तीसरे दिन भी बारिश हुई, दो सड़कें बंद हो गईं और कई परिवार स्कूल में चले गए।",
        "दोनों देशों के अधिकारियों ने सीमा के कस्बे में मुलाकात की और शरणार्थियों की वापसी पर बात की।",
        "पुलिस का कहना है कि रविवार की रात गांव के पास चार लोगों को गिरफ्तार किया गया।",
        "व्यापारियों के अनुसार गेहूं का दाम फिर बढ़ गया क्योंकि सड़कें खराब हैं।",
        "अदालत ने कंपनी को बांध की मरम्मत करने और किसानों को मुआवजा देने का आदेश दिया।",
        "राजदूत ने पत्रकारों से कहा कि हमने बैठक का अनुरोध किया है और जवाब का इंतजार है।",
        "डॉक्टरों ने माता-पिता से कहा कि वे बच्चों को गर्मी से बचाएं और पानी पिलाएं।",
        "सरकार ने घोषणा की कि अगले साल गांवों में पचास नए स्कूल बनाए जाएंगे।",
        "टीम ने आखिरी ओवर में मैच जीत लिया और दर्शकों ने देर तक जश्न मनाया।",
    ),
    "ar": (
        "قال الوزير يوم الثلاثاء إن الجسر الجديد سيفتح قبل نهاية الشهر ولن تدفع الشاحنات أي رسوم.",
        "هطلت الأمطار لليوم الثالث في الوادي وأغلقت طريقان وانتقلت عائلات عدة إلى المدرسة.",
        "التقى مسؤولون من البلدين في المدينة الحدودية وناقشوا عودة اللاجئين.",
        "قالت الشرطة إنها اعتقلت أربعة رجال ليلة الأحد بعد اشتباك قرب القرية.",
        "قال التجار إن سعر القمح ارتفع مرة أخرى لأن الطرق إلى الجنوب سيئة.",
        "أمرت المحكمة الشركة بإصلاح السد ودفع تعويضات للمزارعين.",
        "قال السفير للصحفيين إننا طلبنا عقد اجتماع وننتظر الرد.",
        "طلب الأطباء من الآباء حماية الأطفال من الحر وإعطاءهم المزيد من الماء.",
        "أعلنت الحكومة أنها ستبني خمسين مدرسة جديدة في الريف العام المقبل.",
        "فاز الفريق بالمباراة في الدقيقة الأخيرة واحتفل المشجعون حتى وقت متأخر.",
    ),
    "de": (
        "Der Minister sagte am Dienstag, die neue Brücke werde noch vor Ende des Monats geöffnet.",
        "Im Tal regnete es den dritten Tag in Folge, zwei Straßen wurden gesperrt und mehrere Familien zogen in die Schule.",
        "Vertreter beider Länder trafen sich in der Grenzstadt und sprachen über die Rückkehr der Flüchtlinge.",
        "Die Polizei nahm in der Nacht zum Sonntag nach einem Streit nahe dem Dorf vier Männer fest.",
        "Der Weizenpreis stieg erneut, sagten Händler, weil die Ernte spät kam und die Straßen schlecht sind.",
        "Das Gericht verpflichtete die Firma, den Damm zu reparieren und die Bauern zu entschädigen.",
        "Wir haben um ein Treffen gebeten und warten auf die Antwort, sagte der Botschafter vor Journalisten.",
        "Ärzte baten die Eltern, ihre Kinder vor der Hitze zu schützen und ihnen mehr Wasser zu geben.",
        "Die Regierung kündigte an, im nächsten Jahr fünfzig neue Schulen auf dem Land zu bauen.",
        "Die Mannschaft gewann das Spiel in der letzten Minute, und die Zuschauer feierten bis spät.",
    ),
    "fr": (
        "Le ministre a déclaré mardi que le nouveau pont ouvrirait avant la fin du mois.",
        "Il a plu pour le troisième jour dans la vallée, deux routes sont fermées et des familles dorment à l'école.",
        "Des responsables des deux pays se sont réunis dans la ville frontalière pour parler du retour des réfugiés.",
        "La police a arrêté quatre hommes dimanche soir après un affrontement près du village.",
        "Le prix du blé a encore augmenté, disent les commerçants, parce que les routes du sud sont mauvaises.",
        "Le tribunal a ordonné à l'entreprise de réparer le barrage et de dédommager les paysans.",
        "Nous avons demandé une réunion et nous attendons la réponse, a dit l'ambassadeur aux journalistes.",
        "Les médecins demandent aux parents de protéger les enfants de la chaleur et de leur donner de l'eau.",
        "Le gouvernement a annoncé la construction de cinquante écoles à la campagne l'année prochaine.",
        "L'équipe a gagné le match à la dernière minute et les spectateurs ont fêté jusque tard.",
    ),
    "es": (
        "El ministro dijo el martes que el nuevo puente se abrirá antes de que termine el mes.",
        "Llovió por tercer día en el valle, dos carreteras fueron cerradas y varias familias pasaron a la escuela.",
        "Funcionarios de ambos países se reunieron en la ciudad fronteriza para hablar del regreso de los refugiados.",
        "La policía detuvo a cuatro hombres el domingo por la noche tras un choque cerca de la aldea.",
        "El precio del trigo volvió a subir, dicen los comerciantes, porque los caminos del sur están mal.",
        "El tribunal ordenó a la empresa reparar la presa y pagar a los campesinos.",
        "Hemos pedido una reunión y esperamos la respuesta, dijo el embajador a los periodistas.",
        "Los médicos pidieron a los padres que protejan a los niños del calor y les den más agua.",
        "El gobierno anunció que construirá cincuenta escuelas nuevas en el campo el próximo año.",
        "El equipo ganó el partido en el último minuto y los espectadores celebraron hasta tarde.",
    ),
}

ROMAN_URDU = (
    "Wazir ne mangal ko kaha ke naya pul is mahine ke aakhir tak khol diya jaye ga aur is par koi tax nahi lage ga.",
    "Wadi mein teesre roz bhi barish hoti rahi, do sarkein band ho gayin aur kai khandan school mein muntaqil ho gaye.",
    "Donon mulkon ke hukkam ne sarhadi qasbe mein mulaqat ki aur muhajireen ki wapsi par baat cheet ki.",
    "Police ka kehna hai ke itwar ki raat gaon ke qareeb jharap ke baad chaar afraad ko giraftar kiya gaya hai.",
    "Tajiron ke mutabiq gandum ki qeemat phir barh gayi hai kyunke fasal der se aayi aur sarkein kharab thin.",
    "Adalat ne company ko hukm diya hai ke woh band ki marammat kare aur kisanon ko muawza ada kare.",
    "Safeer ne sahafiyon ko bataya ke hum ne mulaqat ki darkhwast ki hai aur jawab ka intezar kar rahe hain.",
    "Doctoron ne walidain se kaha hai ke woh bachon ko garmi se bachayein aur unhein zyada pani pilayein.",
    "Hukumat ne elaan kiya hai ke dehi ilaqon mein pachas naye school agle saal tameer kiye jayein ge.",
    "Team ne aakhri over mein match jeet liya aur tamashaiyon ne der tak jashn manaya, woh sab bohat khush the.",
)


@pytest.mark.parametrize("text", ENGLISH, ids=range(len(ENGLISH)))
def test_english_is_english_or_too_mixed_to_tell(text: str) -> None:
    """A list of names may be anything; it must not be called something else."""
    assert detect(text) in ("en", None)


def test_an_english_article_is_english() -> None:
    assert detect("\n".join(ENGLISH)) == "en"


@pytest.mark.parametrize("language", OTHERS)
def test_one_sentence_of_another_language_is_enough(language: str) -> None:
    assert [detect(text) for text in OTHERS[language]] == [language] * 10


@pytest.mark.parametrize("text", ROMAN_URDU, ids=range(len(ROMAN_URDU)))
def test_urdu_in_latin_letters_is_urdu(text: str) -> None:
    assert detect(text) == "ur"


def test_a_post_quoted_in_another_alphabet_does_not_change_an_articles_language() -> None:
    assert detect("\n".join([*ENGLISH[:3], *OTHERS["ur"][:3], ENGLISH[3]])) == "en"


def test_an_english_phrase_does_not_change_an_articles_language() -> None:
    assert detect("\n".join([*OTHERS["ur"][:5], "“The end of the road and of the war”", *OTHERS["ur"][5:]])) == "ur"


@pytest.mark.parametrize("text", ["", " ", "Rain again.", "x" * (LEAST - 1), "12.5 " * 20, "— " * 40])
def test_what_is_too_short_or_holds_no_words_has_no_language(text: str) -> None:
    assert detect(text) is None


@given(st.text(max_size=300))
def test_any_text_has_a_code_of_two_letters_or_none(text: str) -> None:
    language = detect(text)

    assert language is None or (len(language) == 2 and language.islower())


def test_english_is_told_without_loading_a_model() -> None:
    code = f"import sys; from pipelines.reading.language import detect; print(detect({ENGLISH[0]!r}), 'py3langid' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["en", "False"]
