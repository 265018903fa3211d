/** The filters of the report. Without it all apps are shown, and nothing else is lost. */
export const script = `
const form=document.forms[0],rows=[...document.querySelectorAll('tbody')],shown=document.querySelector('output');
const verdicts=[...form.querySelectorAll('[name=verdict]')];
function filter(){
const words=form.elements.search.value.toLowerCase().split(/\\s+/),asked=new Set(verdicts.filter(box=>box.checked).map(box=>box.value));
const space=form.elements.namespace.value,only=form.elements.attention.checked;
let count=0;
for(const row of rows){
const text=row.dataset.app;
row.hidden=!(asked.has(row.className)&&(space===''||text.startsWith(space+'/'))&&(!only||row.dataset.attention==='1')&&words.every(word=>text.includes(word)));
if(!row.hidden)count+=1;
}
shown.textContent=count+' of '+rows.length+' apps';
}
form.addEventListener('input',filter);
form.addEventListener('submit',event=>event.preventDefault());
form.hidden=false;
filter();
`;
