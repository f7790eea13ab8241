"""The words of every refusal: what officers write whoever stands before them, in English, French, Spanish and Arabic.

Each line is one idea; its words in four languages count as one another, so that a sentence turned around or translated
is still the same sentence. What a person said, did or showed is in none of these lines.
"""

from __future__ import annotations

# Said of anybody: a reason made of these alone names nobody.
IDEAS: tuple[str, ...] = (
    "traveller traveler person applicant passenger individual subject foreigner alien visitor claimant party client "
    "voyageur voyageuse personne demandeur demandeuse passager étranger ressortissant intéressé visiteur requérant "
    "viajero viajera persona solicitante pasajero extranjero interesado visitante ciudadano nacional "
    "مسافر شخص راكب أجنبي زائر طالب طلب متقدم مقدم معني مذكور مواطن رعية",
    "show prove demonstrate establish provide produce present submit evidence furnish substantiate supply adduce "
    "proof justify offer display exhibit document "
    "montrer prouver démontrer établir fournir produire présenter preuve justifier justificatif apporter "
    "mostrar probar demostrar acreditar aportar presentar prueba justificar justificante proporcionar "
    "يثبت أثبت إثبات يقدم قدم تقديم يبرهن دليل أدلة إبراز أبرز يظهر أظهر برر تبرير يبرر مستند مستندات",
    "mean means fund funds money resource resources subsistence finance financial financially pecuniary wherewithal "
    "moyen moyens fonds argent ressource ressources financier financière subsistance "
    "medio medios fondo fondos dinero recurso recursos económico económicos financiero subsistencia "
    "وسائل موارد مال أموال مالية نقود إمكانيات عيش معيشة",
    "sufficient enough adequate appropriate satisfactory required necessary requisite ample proper due suitable "
    "suffisant suffisamment assez adéquat approprié nécessaire requis satisfaisant dû voulu "
    "suficiente bastante adecuado apropiado necesario requerido satisfactorio debido debidamente "
    "كاف كافية كافي لازم لازمة ضروري مناسب مناسبة مطلوب مطلوبة مقنع مقنعة",
    "purpose reason aim objective ground intention intended motive object goal cause "
    "but motif objet raison intention finalité objectif "
    "fin motivo objeto razón propósito finalidad intención objetivo "
    "غرض سبب هدف غاية قصد نية دافع",
    "stay visit trip journey travel sojourn duration period time length "
    "séjour visite voyage durée période temps "
    "estancia visita viaje duración período tiempo "
    "إقامة زيارة رحلة سفر مدة فترة",
    "entry enter admission admit access cross crossing border frontier territory country state area "
    "entrée entrer admission admettre accès franchir frontière territoire pays état espace "
    "entrada entrar admisión admitir acceso cruzar frontera territorio país estado espacio "
    "دخول يدخل قبول عبور حدود إقليم أراضي بلد دولة منطقة",
    "condition requirement criterion criteria rule law legal regulation provision code article legislation legislated "
    "condition exigence critère règle loi légal règlement disposition code article "
    "condición requisito criterio regla ley legal reglamento disposición código artículo "
    "شرط شروط متطلب متطلبات معيار قاعدة قانون نظام حكم مادة لائحة",
    "meet fulfil fulfill satisfy comply satisfied conform qualify respect observe "
    "remplir satisfaire respecter répondre conforme réunir "
    "cumplir satisfacer reunir respetar conforme ajustarse "
    "يستوفي استوفى استيفاء يلبي يفي وفى مستوف مستوفية",
    "fail failed failure unable not lack lacking lacks absence absent insufficient insufficiently inadequate "
    "unsatisfactory without missing want neglect unproven unjustified unclear "
    "manquer manque défaut absence échouer incapable insuffisant dépourvu faute "
    "falta faltar carecer ausencia incapaz insuficiente carece lograr "
    "لم عدم غياب نقص يفتقر افتقر عجز يعجز فشل دون غير يتمكن تمكن",
    "refuse refusal reject rejection deny denied decline decision decided "
    "refuser refus rejeter rejet décision décider "
    "denegar denegación rechazar rechazo negar decisión decidir "
    "رفض يرفض مرفوض قرار يقرر تقرر",
    "visa permit authorisation authorization permission document documents paper papers passport valid validity title "
    "visa permis titre autorisation document papier passeport valable valide validité "
    "visado permiso título autorización documento papel pasaporte válido vigente validez "
    "تأشيرة تصريح إذن وثيقة وثائق جواز أوراق صالح صالحة سار سارية صلاحية",
    "credible convincing plausible believable truthful genuine doubt suspicion suspicious vague general convince "
    "satisfactorily explain explanation clarify account answer reply question ask interview "
    "crédible convaincant plausible véridique doute soupçon vague convaincre expliquer explication réponse question "
    "creíble convincente verosímil duda sospecha vago convencer explicar explicación respuesta pregunta "
    "مصداقية معقول شك شكوك غامض يقنع أقنع يشرح شرح توضيح إجابة جواب سؤال رد",
    "return onward departure leave depart origin home residence "
    "retour départ quitter partir origine domicile résidence "
    "retorno regreso salida salir origen domicilio residencia vuelta "
    "عودة يعود رجوع مغادرة يغادر أصل موطن",
    "cover planned envisaged considered concerned relevant applicable related given basis following accordance "
    "current presently pursuant under hereby therefore thus consequently such same said above "
    "couvrir prévu envisagé considéré concerné applicable base suivant conformément "
    "cubrir previsto considerado aplicable base siguiente conforme dicho "
    "تغطية يغطي متوقع مقرر معتزم وفق وفقا حسب بناء أساس سالف لذلك",
    "hold possess have own possession holder bearer "
    "détenir posséder avoir possession titulaire muni "
    "poseer tener posesión titular disponer contar "
    "يحمل حامل يملك لدى حيازة يتوفر يمتلك",
    "officer authority examination check found finding control inspection authorities service "
    "agent autorité examen contrôle constat constaté vérification "
    "agente autoridad examen control constatado comprobación "
    "موظف سلطة سلطات فحص تفتيش تبين اتضح",
    "threat public policy order security health risk danger "
    "menace ordre public sécurité santé risque "
    "amenaza orden público seguridad salud riesgo "
    "تهديد نظام عام أمن صحة خطر",
    "circumstance situation case matter information detail details fact facts status particular individual personal "
    "circonstance situation cas information détail fait "
    "circunstancia situación caso información detalle hecho "
    "ظرف ظروف حالة وضع معلومات تفاصيل واقعة",
    "foreseen exceed exceeded limit day days allowed permitted maximum "
    "dépasser limite jour jours autorisé maximum "
    "superar límite día días permitido máximo "
    "تجاوز حد يوم أيام مسموح أقصى",
    "accommodation lodging itinerary reservation booking invitation support supporting sponsor guarantee "
    "hébergement itinéraire réservation invitation garantie "
    "alojamiento itinerario reserva invitación garantía "
    "سكن إيواء حجز دعوة ضمان كفالة",
    "consider deem appear seem believe remain able could possible manner way "
    "considérer juger sembler paraître croire rester pouvoir possible manière "
    "considerar parecer creer quedar poder posible manera "
    "يعتبر اعتبر يبدو بدا يمكن ممكن طريقة",
    "state declare claim declaration stated "
    "déclarer affirmer déclaration "
    "declarar manifestar afirmar declaración "
    "صرح تصريح يدعي ادعى أفاد",
    "fall short demand afford low little limited regard view light overall whole assess assessment conclude conclusion "
    "opinion evident apparent clear clearly obvious reasonable reasonably ability capacity prospect regarding "
    "concerning hence accordingly hereto otherwise further moreover additionally despite although unfortunately "
    "called foot bill expense cost costs pay amount value level standard kind sort type nature extent degree regards "
    "come comes go goes get got give gave take took make made let put keep kept back "
    "égard vue ensemble évaluer conclure conclusion avis évident clair raisonnable capacité concernant ainsi donc "
    "toutefois cependant malgré dépense coût frais payer montant niveau nature "
    "respecto vista conjunto evaluar concluir conclusión opinión evidente claro razonable capacidad así pues embargo "
    "pesar gasto coste costes pagar importe nivel naturaleza "
    "نظر عموم تقييم خلاصة استنتاج رأي واضح معقول قدرة بشأن بالتالي ومع رغم نفقات تكاليف تكلفة دفع مبلغ مستوى طبيعة",
)

# Words that carry no idea at all.
LITTLE = (
    "a an the this that these those and or but nor if as at by for from in into of on onto to with within upon he she "
    "it they him her them his its their theirs who whom whose which what when where why how is are was were be been "
    "being am do does did done has had having will would shall should may might can must there here no any all some "
    "each every other more most less very also only own than then so too you your yours we our us i me my mine "
    "mr ms mrs miss "
    "le la les l un une des du de d et ou mais ni si au aux à en dans par pour sur sous avec sans ce cet cette ces il "
    "elle ils elles lui leur leurs son sa ses qui que qu quoi dont où est sont été était être a ont avait ne n pas "
    "plus point aucun aucune y se s vous votre vos nous notre je mon ma mes m mme "
    "el los las un una unos unas y e o u pero ni si al del en por para con sobre bajo entre este esta estos estas ese "
    "esa su sus él ella ellos ellas le lo que quien cuyo donde es son era fue ser ha han había haber no ningún ninguna "
    "se más muy también solo usted ustedes nos mi sr sra "
    "من في على إلى عن مع هذا هذه ذلك تلك الذي التي الذين هو هي هم أن إن كان كانت يكون قد ما لا أو ثم بأن لأن كما أي كل "
    "بعض بين حتى عند بعد قبل له لها لهم به بها فيه فيها منه منها عليه عليها ولا وقد ولم السيد السيدة"
)

NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred thousand "
    "half first second third monday tuesday wednesday thursday friday saturday sunday january february march april "
    "june july august september october november december "
    "deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante cent mille lundi "
    "mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre "
    "novembre décembre "
    "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta cien mil "
    "lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril junio julio agosto septiembre "
    "octubre noviembre diciembre "
    "واحد اثنان اثنين يومين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثمان تسعة تسع عشرة عشر عشرين ثلاثين "
    "مئة مائة ألف"
)
