"""Invented people by country: women's and men's given names, family names, cities of employers.

Each line: country | women | men | families | cities. Names are common ones of the country, put
together at random; nobody in particular is meant.
"""

from dataclasses import dataclass

_LINES = """
VN|Thị Hương,Ngọc Lan,Minh Châu,Thu Hà,Phương Thảo|Văn Hùng,Đức Anh,Quang Huy,Minh Tuấn,Hoàng Nam|Nguyễn,Trần,Lê,Phạm,Hoàng,Đặng|Hà Nội,Hồ Chí Minh,Đà Nẵng
ID|Siti Rahayu,Dewi Lestari,Putri,Ayu Wulandari,Nur Aini|Budi,Agus,Rizky,Eko Prasetyo,Dimas|Santoso,Wijaya,Hidayat,Kusuma,Siregar,Nasution|Bandung,Jakarta,Surabaya
IN|Priya,Ananya,Kavitha,Sunita,Meera|Arjun,Rajesh,Vikram,Sandeep,Karthik|Sharma,Reddy,Iyer,Patel,Nair,Banerjee|Hyderabad,Pune,Bengaluru
BD|Nusrat,Farhana,Sharmin,Tahmina,Sadia|Tanvir,Rakib,Mahmudul,Imran,Shafiq|Rahman,Hossain,Islam,Akter,Chowdhury,Karim|Dhaka,Chattogram
PK|Ayesha,Sana,Hina,Maryam,Rabia|Bilal,Usman,Hamza,Faisal,Asad|Khan,Ahmed,Malik,Qureshi,Siddiqui,Raza|Islamabad,Lahore,Karachi
NP|Sita,Anjali,Sabina,Pramila,Binita|Suresh,Prakash,Bishal,Ramesh,Dipendra|Sharma,Adhikari,Thapa,Gurung,Shrestha,Karki|Kathmandu,Lalitpur
LK|Nadeesha,Dilini,Chathurika,Ishara,Kumari|Nuwan,Kasun,Lahiru,Chaminda,Ruwan|Perera,Fernando,Silva,Jayasinghe,Bandara,Wickramasinghe|Colombo,Kandy
PH|Maria Cristina,Angelica,Jocelyn,Rosario,Katrina|José Miguel,Mark Anthony,Rafael,Paolo,Jericho|Santos,Reyes,Cruz,Bautista,Dela Cruz,Mendoza|Manila,Los Baños
TH|Siriporn,Kanokwan,Nattaya,Pimchanok,Ratchanee|Somchai,Nattapong,Kittisak,Anucha,Thanawat|Srisuwan,Wongsakul,Chaiyasit,Rattanakul,Boonmee,Saelim|Bangkok,Nonthaburi
KH|Sreymom,Chanthou,Bopha,Sokunthea|Sokha,Vannak,Rithy,Dara|Chea,Sok,Kim,Heng,Prak|Phnom Penh
LA|Khamla,Bounmy,Phoutsady,Vilayvanh|Somphone,Khamphet,Anousith,Phonesay|Phommachanh,Sisavath,Vongsa,Keovilay|Vientiane
MM|Thandar,Khin Sandar,Su Mon,Ei Phyu|Aung Kyaw,Zaw Min,Kyaw Thu,Min Htet||Yangon
MN|Oyunchimeg,Enkhtuya,Bolormaa,Sarantuya|Batbayar,Ganbold,Temüülen,Erdenebat|Dorj,Bat-Erdene,Ganbaatar,Tömör|Ulaanbaatar
UZ|Dilnoza,Gulnora,Malika,Nilufar|Jasur,Sherzod,Bekzod,Otabek|Karimova,Rahimov,Yusupov,Toʻxtayev|Tashkent,Samarqand
KZ|Aigerim,Dana,Saule,Aliya|Nurlan,Yerlan,Daniyar,Askar|Nurpeisova,Akhmetov,Seitkali,Ospanov|Almaty,Astana
IR|Fatemeh,Zahra,Maryam,Shirin|Mohammad,Reza,Ali,Amir|Hosseini,Ahmadi,Karimi,Rezaei,Moradi|Karaj,Tehran
EG|Nour,Mariam,Salma,Heba,Yasmine|Ahmed,Omar,Karim,Mostafa,Youssef|Abdelrahman,El-Sayed,Hassan,Mahmoud,Farouk|Cairo,Giza,Alexandria
MA|Khadija,Salma,Imane,Nadia|Youssef,Mehdi,Anass,Hamza|El Amrani,Benali,Bouazza,Idrissi|Casablanca,Rabat
TN|Amira,Ines,Rim,Sarra|Sami,Walid,Aymen,Nizar|Ben Salah,Trabelsi,Gharbi,Mansour|Tunis
DZ|Amel,Lynda,Nassima,Yasmina|Karim,Sofiane,Mourad,Riad|Benkhaled,Haddad,Boumediene,Cherif|Alger
SN|Awa,Fatou,Mariama,Aïssatou,Ndèye|Mamadou,Ousmane,Cheikh,Ibrahima,Moussa|Diop,Ndiaye,Fall,Sarr,Sène|Dakar
GH|Akosua,Ama,Abena,Efua,Yaa|Kwame,Kofi,Kwabena,Yaw,Kojo|Mensah,Owusu,Asante,Boateng,Osei|Accra,Kumasi
NG|Chiamaka,Ngozi,Aisha,Funmilayo,Ifeoma|Chukwuemeka,Oluwaseun,Ibrahim,Tunde,Emeka|Okafor,Adéyemí,Balogun,Eze,Abubakar,Nwosu|Lagos,Abuja,Ibadan
KE|Wanjiru,Achieng,Faith,Mercy,Njeri|Otieno,Kamau,Brian,Kipchoge,Mwangi|Odhiambo,Kariuki,Njoroge,Wambui,Kiptoo|Nairobi,Kisumu
UG|Nakato,Grace,Apio,Namukasa|Okello,Mugisha,Kato,Ssebunya|Nansubuga,Byaruhanga,Ochieng,Kiggundu|Entebbe,Kampala
TZ|Neema,Upendo,Rehema,Zawadi|Juma,Baraka,Emmanuel,Salum|Mwakyusa,Kimaro,Mushi,Ngowi|Dodoma,Dar es Salaam
ET|Hiwot,Selamawit,Tigist,Meron,Bethlehem|Abebe,Dawit,Yonas,Tesfaye,Henok|Bekele,Tadesse,Gebremariam,Haile,Wolde|Addis Ababa
RW|Uwase,Mukamana,Ingabire,Umutoni|Habimana,Mugabo,Nshimiyimana,Iradukunda|Uwimana,Niyonzima,Kagabo|Kigali
ZA|Nomvula,Lerato,Thandeka,Anika|Sipho,Thabo,Pieter,Mandla|Dlamini,Nkosi,van der Merwe,Mokoena,Naidoo|Cape Town,Johannesburg
ZW|Tendai,Rumbidzai,Chipo,Nyasha|Tatenda,Tinashe,Farai,Kudzai|Moyo,Ncube,Chikwanha,Mutasa|Harare
MZ|Lurdes,Célia,Graça,Anabela|Edson,Hélder,Américo,Nélson|Macuácua,Sitoe,Mondlane,Chissano|Maputo
CM|Mireille,Solange,Clarisse,Bih|Serge,Hervé,Ngwa,Thierry|Nkeng,Mbarga,Fotso,Tchounga|Yaoundé
BR|Juliana,Fernanda,Camila,Beatriz,Letícia|João Pedro,Rafael,Thiago,Gustavo,André|Silva,Oliveira,Souza,Araújo,Gonçalves|Rio de Janeiro,São Paulo
AR|Florencia,Agustina,Sofía,Martina|Matías,Nicolás,Joaquín,Tomás|González,Fernández,Ibáñez,Domínguez|Buenos Aires
MX|Guadalupe,Ximena,Fernanda,Itzel|José Luis,Emiliano,Andrés,Raúl|Hernández,Martínez,López,Núñez|Ciudad de México
CO|Valentina,Catalina,Paola,Natalia|Juan Camilo,Andrés,Sebastián,Óscar|Rodríguez,Gómez,Muñoz,Ramírez|Bogotá,Medellín
PE|Rosa María,Milagros,Lucía,Yesenia|Luis Alberto,César,Renzo,Jesús|Quispe,Flores,Huamán,Chávez|Lima
CU|Yanelis,Mayra,Lisandra,Dayana|Yoel,Ernesto,Raidel,Lázaro|Pérez,Valdés,Suárez,Hernández|La Habana
RS|Jelena,Milica,Ana,Ivana|Nikola,Marko,Miloš,Stefan|Jovanović,Petrović,Đorđević,Nikolić|Beograd
UA|Olena,Oksana,Iryna,Kateryna|Andrii,Oleksandr,Dmytro,Serhii|Shevchenko,Kovalenko,Bondarenko,Tkachuk|Kyiv
VE|María José,Yuleisy,Andreína|José Gregorio,Luis Eduardo|Rondón,Zambrano,Pérez|Caracas
KR|지은,수빈,민서,유진,하은,서연|민준,도현,지훈,현우,준호,성민|김,이,박,최,정,강,조,윤|서울,인천,오송,안동,화순
""".strip()


@dataclass(frozen=True)
class Names:
    """What people and employers of one country are called."""

    women: list[str]
    men: list[str]
    families: list[str]
    cities: list[str]


def _read(line: str) -> tuple[str, Names]:
    country, *lists = line.split("|")
    return country, Names(*(part.split(",") for part in lists))


NAMES: dict[str, Names] = dict(_read(line) for line in _LINES.splitlines())
KOREA = "KR"
UNCLASSIFIED = "VE"  # in no income group of FY22: a person decides the stream
LMIC = [country for country in NAMES if country not in (KOREA, UNCLASSIFIED)]
